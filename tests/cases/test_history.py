"""Histories written in bulk: the same rows as live moves make, checked by the same rules, and nobody is told."""

import pytest

from tests.cases.asking import faults
from tests.factories import at, person, unit
from xinqiao.cases.history import Book, Untellable
from xinqiao.cases.lifecycle import Tie
from xinqiao.cases.models import Appellant, Case
from xinqiao.cases.recording import Given
from xinqiao.catalogue.models import Source
from xinqiao.outbox.models import Row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def begun(book: Book, *, minute: float = 0):
    case = Case(source=Source.objects.get(code="phone"), case_type="help")
    facts = {
        "source": "phone",
        "case_type": "help",
        "urgency": "normal",
        "confidentiality": "open",
        "category": "",
        "area": "",
    }
    return book.register(
        case, Appellant(name="x"), Given(facts, title="t", text="路灯"), by=person("agent"), now=at(minute)
    )


def test_a_history_is_written_whole():
    book = Book()
    with book.batch():
        told = begun(book)
        (task,) = told.hand_down(
            "dispatch",
            told.case,
            [told.task_for(unit("cgj"), Tie.LEAD, at(10))],
            Given(),
            by=person("dispatcher"),
            now=at(10),
        )
        told.make("sign", task, Given(), by=person("liaison"), now=at(20))
        told.make("reply", task, Given({"outcome": "solved"}, text="已修"), by=person("handler"), now=at(30))
        told.make("pass_review", task, Given(), by=person("reviewer"), now=at(40))
        book.keep(told)
    case = Case.objects.get()
    assert case.stage == "completed"
    assert faults(case) == []
    assert not Row.objects.exists()
