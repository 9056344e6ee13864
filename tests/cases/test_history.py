"""Histories written in bulk: the same rows as live moves make, refused by the same rules, and nobody is told."""

import gc
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from tests.cases.asking import faults
from tests.cases.retelling import retold, rows
from tests.cases.test_walks import STEPS, Walk, a_walk, walks
from tests.factories import at, fresh, person, registered, unit
from xinqiao.cases import anchors
from xinqiao.cases.check import check_all
from xinqiao.cases.history import Book, Told, Untellable
from xinqiao.cases.lifecycle import Tie
from xinqiao.cases.models import Appellant, Case, Event, ForeignNumber
from xinqiao.cases.number import Numbers
from xinqiao.cases.recording import Given
from xinqiao.catalogue.models import Source
from xinqiao.deadlines.models import DeadlineRule
from xinqiao.handling import actions as handling
from xinqiao.outbox.models import Row
from xinqiao.text.check_digit import is_valid
from xinqiao.vault import turning
from xinqiao.vault.keys import ensure_keyring
from xinqiao.vault.renewing import renew

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
FACTS = {"case_type": "help", "urgency": "normal", "confidentiality": "open", "category": "", "area": ""}


def begun(book: Book, *, minute: float = 0, called: str = "") -> Told:
    case = Case(source=Source.objects.get(code="phone"), case_type="help")
    said = Given(FACTS | {"source": "phone"}, title="路灯不亮", text="连续三晚不亮。")
    return book.register(case, Appellant(name="甲"), said, by=person("agent"), now=at(minute), called=called)


def dispatched(told: Told, to: str = "cgj"):
    tasks = [told.task_for(unit(to), Tie.LEAD, at(10))]
    return told.hand_down("dispatch", told.case, tasks, Given(), by=person("dispatcher"), now=at(10))[0]


def completed(told: Told) -> Told:
    task = dispatched(told)
    told.make("sign", task, Given(), by=person("liaison"), now=at(20))
    told.make("reply", task, Given({"outcome": "solved"}, text="已修"), by=person("handler"), now=at(30))
    told.make("pass_review", task, Given(), by=person("reviewer"), now=at(40))
    return told


def write(*histories) -> None:
    book = Book()
    with book.batch():
        for tell in histories:
            book.keep(tell(begun(book)))


class Unwatched(Walk):
    """A walk of which only the end is looked at."""

    def look(self) -> None:
        pass


@walks
@a_walk
def test_what_was_played_live_and_told_in_bulk_are_the_same_rows(random):
    walk = Unwatched(random, category="C1301")
    for _ in range(STEPS):
        walk.step()
    live = fresh(walk.case)
    again = retold(live)
    assert rows(again) == rows(live)
    assert faults(again) == []
    assert (again.appellant.name, again.appellant.phone_index) == (live.appellant.name, live.appellant.phone_index)


def test_a_history_is_written_whole_and_nobody_is_told():
    write(completed)
    case = Case.objects.get()
    assert (case.stage, case.completed_at, case.registered_at) == ("completed", at(40), at(0))
    assert case.appellant.name == "甲"
    assert list(case.events.order_by("seq").values_list("at", flat=True)) == [at(0), at(10), at(20), at(30), at(40)]
    assert all(timezone.now() - event.recorded_at < timedelta(minutes=1) for event in Event.objects.all())
    assert faults(case) == []
    assert not Row.objects.exists()


def test_live_moves_go_on_from_it():
    write(lambda told: dispatched(told) and told)
    task = Case.objects.get().assignments.get()
    handling.sign(task, by=person("liaison"), now=at(25))
    assert faults(task.case) == []


def test_what_belongs_to_its_events_is_written_with_it():
    def numbered(told: Told) -> Told:
        told.beside(ForeignNumber(case=told.case, system="旧", number="7"))
        return told

    write(numbered)
    assert ForeignNumber.objects.get().case == Case.objects.get()


@pytest.mark.parametrize(
    ("move", "step", "why"),
    [
        (lambda told, task: told.make("reply", task, Given({"outcome": "solved"}, text="好"), by=person("handler"), now=at(30)),
         3, "待签收"),
        (lambda told, task: told.make("sign", task, Given(), by=person("agent"), now=at(30)), 3, "岗位"),
        (lambda told, task: told.make("recall", task, Given(), by=person("dispatcher"), now=at(30)), 3, "reason"),
        (lambda told, task: told.make("auto_sign", task, Given(), by=None, now=at(11)), 3, "签收时限"),
        (lambda told, task: told.make("sign", task, Given(), by=person("liaison"), now=at(5)), 3, "早于上一步"),
        (lambda told, task: told.make("sign", task, Given(), by=person("liaison"), now=timezone.now() + timedelta(1)),
         3, "晚于现在"),
        (lambda told, task: told.hand_down(
            "delegate", task, [told.task_for(unit("zjj"), Tie.LEAD, at(30))], Given(), by=person("dispatcher", "cgj"),
            now=at(30)),
         3, "待签收"),
    ],
)  # fmt: skip
def test_what_cannot_have_been_is_refused_by_case_step_and_reason(move, step, why):
    book = Book()
    with book.batch():
        told = begun(book, called="旧 17")
        task = dispatched(told)
        with pytest.raises(Untellable, match=why) as refused:
            move(told, task)
        book.keep(completed(begun(book)))
    assert (refused.value.case, refused.value.step) == ("旧 17", step)
    assert str(refused.value).startswith("旧 17 第 3 步（")
    assert Case.objects.get().stage == "completed"  # the other one; of the refused one nothing is there


def test_a_batch_is_written_whole_or_not_at_all():
    with pytest.raises(Untellable, match="待派单"):
        write(completed, lambda told: told.make("archive", told.case, Given(), by=None, now=at(1)))
    assert not Case.objects.exists()


def test_garbage_is_looked_for_again_after_a_batch_that_failed():
    with pytest.raises(Untellable):
        write(lambda told: told.make("sign", told.case, Given(), by=None, now=at(1)))
    assert gc.isenabled()


def test_a_citizen_of_a_batch_is_found_and_read_after_both_keys_were_turned_within_it(settings, tmp_path):
    settings.KEYRING = tmp_path / "keyring.json"
    ensure_keyring()
    book = Book()
    with book.batch():
        book.keep(begun(book))
        for purpose in ("encryption", "index"):
            turning.turn(purpose, turning.add(purpose), now=timezone.now())
    assert sum(renew()) == 1
    assert Appellant.objects.get().name == "甲"


def test_a_case_for_which_the_city_has_no_limit_is_refused():
    DeadlineRule.objects.all().delete()
    with pytest.raises(Untellable, match=r"deadlines\.csv"):
        write(completed)


def test_a_year_whose_holidays_are_unknown_is_refused():
    long_ago = -14_000_000
    told = begun(Book(), minute=long_ago)
    with pytest.raises(Untellable, match="1999"):
        told.task_for(unit("cgj"), Tie.LEAD, at(long_ago))


def test_numbers_are_of_the_day_and_never_those_of_another_case():
    write(completed)
    numbers = Numbers()
    drawn = [numbers.next(at(0)) for _ in range(250)] + [numbers.next(at(2_000)) for _ in range(3)]
    assert len(set(drawn)) == 253
    assert all(is_valid(number) for number in drawn)
    assert {number[:6] for number in drawn} == {"250901", "250902"}


def test_a_running_number_that_has_come_round_is_passed_by():
    write(completed)
    taken = Case.objects.get().number
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('case_number', %s, false)", [int(taken[6:12])])
    assert Numbers().next(at(0)) != taken


def test_the_seals_of_past_days_hold(settings, tmp_path):
    """A seal is of the day on which it was recorded: Monday's history that is told on Tuesday is sealed with Tuesday."""
    settings.ANCHOR_FILE = tmp_path / "anchors"
    with time_machine.travel(at(100), tick=False):
        registered()
    with time_machine.travel(at(100) + timedelta(days=1), tick=False):
        anchors.anchor_days(now=timezone.now())
        write(completed)
    sealed = anchors.anchor_days(now=at(100) + timedelta(days=2))
    assert [(day.on, day.count) for day in sealed] == [(at(0).date() + timedelta(days=1), 5)]
    assert list(anchors.faults()) == []
    assert [found for _, found in check_all()] == [[], []]
