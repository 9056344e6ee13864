"""登记: a request becomes a case."""

import pytest

from tests.cases.asking import asked_for, everywhere, faults, last_event, who_may
from tests.factories import (
    MONDAY,
    NAME,
    PHONE,
    REQUEST,
    archived,
    at,
    completed,
    draft,
    fresh,
    person,
    registered,
    unit,
)
from xinqiao.cases.models import Case, Event
from xinqiao.cases.refusal import Incomplete
from xinqiao.intake.actions import register, withdraw
from xinqiao.intake.channels.base import Unreadable
from xinqiao.outbox.models import Row


def test_a_case_waits_for_a_unit_and_no_clock_runs():
    case = Case.objects.get(pk=registered().pk)
    assert (case.stage, case.decided, case.round, case.completed_at) == ("registered", "", 1, None)
    assert (case.registered_at, case.registered_by) == (MONDAY, person("agent"))
    assert not case.assignments.exists()
    assert faults(case) == []


def test_the_first_event_tells_what_was_registered():
    case = registered(urgency="urgent")
    event = last_event(case)
    assert (event.seq, event.verb, event.at, event.by, event.from_state, event.to_state) == (
        1, "register", MONDAY, person("agent"), "", "registered",
    )  # fmt: skip
    digests = [event.data.pop("text"), event.data.pop("place")]
    assert [len(digest) for digest in digests] == [64, 64]
    assert event.data == {
        "source": "phone", "case_type": "help", "urgency": "urgent", "confidentiality": "open",
        "category": "C1102", "area": "A101",
    }  # fmt: skip
    assert asked_for(event)


def test_words_and_persons_are_kept_beside_the_event_and_not_in_it():
    case = registered()
    assert case.events.get().text.body == REQUEST
    written = str(list(Event.objects.values()))
    for personal in (REQUEST, NAME, PHONE):
        assert personal not in written


def test_who_may_register():
    through = who_may(lambda by: register(draft(), by=by, now=MONDAY))
    assert through == everywhere("agent", "shift_lead", "administrator")


def test_a_citizen_at_a_door_of_the_system_needs_no_staff():
    case = register(draft(source="web"), by=None, now=MONDAY)
    assert (case.registered_by, last_event(case).by) == (None, None)


@pytest.mark.parametrize("missing", ["title", "text"])
def test_without_title_or_text_nothing_is_registered(missing):
    with pytest.raises(Incomplete) as refused:
        register(draft(**{missing: ""}), by=person("agent"), now=MONDAY)
    assert refused.value.missing == [missing]
    assert not Case.objects.exists()
    assert not Row.objects.exists()


def test_what_was_said_earlier_is_registered_as_said_then():
    case = register(draft(at=at(-600)), by=person("agent"), now=MONDAY)
    assert (case.registered_at, last_event(case).at) == (at(-600), at(-600))
    assert case.number.startswith("250831")


class TestFloorRule14ASecondRequest:
    def test_goes_on_from_a_case_of_the_same_citizen_that_is_over(self):
        first = archived()
        assert fresh(registered(earlier=first.number)).earlier == first
        assert fresh(registered(earlier=first.number, phone="13912340000")).earlier == first  # the name is the same
        assert fresh(registered(earlier=first.number, name="")).earlier == first

    def test_what_is_open_is_appended_to(self):
        first = registered()
        assert "追加" in unreadable(earlier=first.number)

    def test_of_somebody_else_there_is_none(self):
        first = archived()
        assert "不是这位诉求人的" in unreadable(earlier=first.number, name="司徒望舒", phone="13800138000")
        assert Case.objects.count() == 1

    def test_who_says_neither_name_nor_number_may_be_anybody(self):
        known, unknown = archived(), completed(name="", phone="", address="").case
        assert "不是这位诉求人的" in unreadable(earlier=known.number, name="", phone="")
        assert fresh(registered(earlier=known.number, confidentiality="anonymous")).earlier == known
        assert fresh(registered(earlier=unknown.number, name="", phone="")).earlier == unknown


def unreadable(**facts):
    with pytest.raises(Unreadable) as refused:
        registered(now=at(9000), **facts)
    return refused.value.problems["earlier"]


def test_what_goes_on_from_a_report_shuns_whom_that_accused_and_is_kept_confidential():
    """Floor rule 16: a second request is no way round."""
    report = registered(case_type="report", accused="heping")
    withdraw(report, reason="不再追究", by=person("agent"), now=at(100))
    case = registered(earlier=report.number, now=at(300))
    assert (case.accused, case.confidentiality) == (unit("heping"), "confidential")
    assert faults(case) == []


def test_only_an_order_from_above_brings_its_deadline_along():
    """Floor rule 9: on any other case it would cut what the city's own rule gives."""
    with pytest.raises(Unreadable) as refused:
        registered(due_at=at(6_000))
    assert list(refused.value.problems) == ["due_at"]
    assert registered(source="province", due_at=at(6_000)).upper_due_at == at(6_000)
