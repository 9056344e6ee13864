"""撤销不予受理: a declined case is taken up after all (floor rule 17)."""

from tests.cases.asking import CASES, asked_for, everywhere, faults, refused, starts_from, told, who_may
from tests.factories import at, colleague, fresh, person, registered, unit
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import dispatch
from xinqiao.dispatch.queries import to_dispatch
from xinqiao.intake.actions import decline, overturn_decline
from xinqiao.intake.declines import to_look_at

WHY = "诉讼已撤回，应当受理"


def declined(*, by=None):
    case = registered()
    decline(case, ground="litigation", text="请向人民法院反映", by=by or person("agent"), now=at(3))
    return case


def overturned(case, *, reason=WHY, by=None, now=None):
    return overturn_decline(case, reason=reason, by=by or person("reviewer"), now=now or at(20))


def test_the_case_waits_for_dispatch_and_goes_its_way():
    case = declined()
    event = overturned(case)
    assert (told(event), event.text.body) == (("overturn_decline", "declined", "registered"), WHY)
    assert (asked_for(event), list(to_dispatch(person("dispatcher")))) == (True, [fresh(case)])
    dispatch(fresh(case), lead=unit("cgj"), by=person("dispatcher"), now=at(30))
    assert (fresh(case).stage, fresh(case).decided, faults(case)) == ("in_hand", "", [])


def test_nobody_has_to_look_at_it_any_more():
    case = declined()
    overturned(case)
    assert not to_look_at(person("reviewer")).exists()


def test_never_by_who_declined():
    by = person("shift_lead")
    case = declined(by=by)
    assert "他人复核" in refused(Barred, case, lambda: overturned(case, by=by)).why
    overturned(case, by=colleague(by))


def test_a_shift_lead_and_a_reviewer_of_the_centre():
    case = declined()
    assert who_may(lambda by: overturned(fresh(case), by=by)) == everywhere("shift_lead") | {"reviewer"}


def test_only_what_is_declined():
    assert starts_from(CASES, lambda case: overturned(case, now=at(600))) == {"declined"}


def test_it_needs_a_reason():
    case = declined()
    assert refused(Incomplete, case, lambda: overturned(case, reason="")).missing == ["reason"]
