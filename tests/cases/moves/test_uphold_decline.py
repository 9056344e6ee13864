"""不予受理复核: a second person says that the case was rightly declined (floor rule 17)."""

from tests.cases.asking import CASES, asked_for, everywhere, faults, refused, starts_from, told, who_may
from tests.factories import at, colleague, fresh, person, registered
from tests.fixtures.browsing import browser
from xinqiao.cases.models import Case
from xinqiao.cases.refusal import Barred
from xinqiao.cases.sampling import drawn, is_drawn
from xinqiao.intake.actions import decline, overturn_decline, uphold_decline
from xinqiao.intake.declines import to_look_at
from xinqiao.people import policy
from xinqiao.people.models import Platform

WORDS = "已进入诉讼程序，请向人民法院反映"


def declined(*, by=None):
    case = registered()
    decline(case, ground="litigation", text=WORDS, by=by or person("agent"), now=at(3))
    return case


def upheld(case, *, by=None, now=None):
    return uphold_decline(case, note="核对无误", by=by or person("reviewer"), now=now or at(20))


def listed(role="reviewer"):
    return set(to_look_at(person(role)).values_list("number", flat=True))


def sampling(percent):
    Platform.objects.update(settings={"intake": {"declines_percent": percent}})
    policy.forget()


def test_it_stays_declined_and_the_second_look_is_on_record():
    case = declined()
    event = upheld(case)
    assert (told(event), event.text.body) == (("uphold_decline", "declined", "declined"), "核对无误")
    assert (fresh(case).stage, asked_for(event), faults(case)) == ("declined", True, [])


def test_the_list_has_what_the_sample_takes_until_somebody_has_looked():
    case, other = declined(), declined()
    assert listed() == listed("shift_lead") == {case.number, other.number}
    upheld(case)
    assert listed() == {other.number}


def test_which_are_looked_at_follows_from_the_number_and_nobody_picks():
    numbers = {declined().number for _ in range(12)}
    sampling(40)
    taken = {number for number in numbers if is_drawn("decline", number, 40)}
    assert listed() == taken
    sampling(0)
    assert listed() == set()


def test_the_database_draws_as_the_code_does():
    numbers = {registered().number for _ in range(12)}
    for percent in (0, 10, 50, 99, 100):
        found = set(Case.objects.filter(drawn("callback", percent)).values_list("number", flat=True))
        assert found == {number for number in numbers if is_drawn("callback", number, percent)}


def test_never_by_who_declined():
    by = person("shift_lead")
    case = declined(by=by)
    assert "他人复核" in refused(Barred, case, lambda: upheld(case, by=by)).why
    upheld(case, by=colleague(by))


def test_once_and_once_more_when_it_was_declined_again():
    case = declined()
    upheld(case)
    assert "已经复核" in refused(Barred, case, lambda: upheld(fresh(case), now=at(30))).why
    overturn_decline(fresh(case), reason="诉讼已撤回", by=person("reviewer"), now=at(40))
    decline(fresh(case), ground="petition", text=WORDS, by=person("agent"), now=at(50))
    assert listed() == {case.number}
    upheld(fresh(case), now=at(60))
    assert faults(case) == []


def test_the_page_shows_what_was_decided_and_leads_to_the_other_move():
    case = declined()
    page = browser(person("reviewer")).get(f"/cases/{case.number}/uphold-decline/").content.decode()
    assert "人民法院 12368" in page
    assert WORDS in page
    assert f"/cases/{case.number}/overturn-decline/" in page


def test_a_shift_lead_and_a_reviewer_of_the_centre():
    case = declined()
    assert who_may(lambda by: upheld(fresh(case), by=by)) == everywhere("shift_lead") | {"reviewer"}


def test_only_what_is_declined():
    assert starts_from(CASES, lambda case: upheld(case, now=at(600))) == {"declined"}
