"""不予受理: refused on a listed ground, and the right door is named (floor rule 17)."""

from tests.cases.asking import CASES, asked_for, everywhere, faults, refused, starts_from, told, who_may
from tests.factories import at, fresh, person, registered
from xinqiao.cases.refusal import Incomplete, Unknown
from xinqiao.intake.actions import decline

TEXT = "您反映的问题已进入诉讼程序，请向受理法院反映。"


def declined(case, *, ground="litigation", text=TEXT, by=None, now=None):
    return decline(case, ground=ground, text=text, by=by or person("agent"), now=now or at(3))


def test_the_case_ends_there_and_no_clock_ran():
    case = registered()
    declined(case)
    case = fresh(case)
    assert (case.stage, case.decided, case.completed_at, case.due_at) == ("declined", "declined", None, None)
    assert faults(case) == []


def test_the_event_names_the_door_that_is_right():
    """Floor rule 17: every decline names the right door; corruption goes to 12388."""
    event = declined(registered(), ground="discipline_inspection")
    assert told(event) == ("decline", "registered", "declined")
    assert (event.data["ground"], event.data["door"]) == ("discipline_inspection", "纪检监察 12388")
    assert (event.text.body, asked_for(event)) == (TEXT, True)


def test_who_takes_calls_and_the_dispatcher_of_the_centre():
    case = registered()
    assert who_may(lambda by: declined(fresh(case), by=by)) == everywhere("agent", "shift_lead") | {"dispatcher"}


def test_only_what_no_unit_has_yet():
    assert starts_from(CASES, lambda case: declined(case, now=at(600))) == {"registered"}


def test_a_ground_that_the_city_does_not_list_is_no_ground():
    case = registered()
    error = refused(Unknown, case, lambda: declined(case, ground="too_hard"))
    assert (error.field, "too_hard" in error.problem) == ("ground", True)


def test_ground_and_words_are_needed():
    case = registered()
    assert refused(Incomplete, case, lambda: declined(case, ground="")).missing == ["ground"]
    assert refused(Incomplete, case, lambda: declined(case, text="")).missing == ["text"]
