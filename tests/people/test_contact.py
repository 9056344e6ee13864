"""The appellant's name and number: masked everywhere, shown on a ground or for a reason, never without a trace."""

import pytest

from tests.factories import ADDRESS, NAME, PHONE, archived, dispatched, in_handling, person, registered, unit
from tests.fixtures.browsing import browser
from xinqiao.cases.models import Case
from xinqiao.people.models import Audit, Post, Role, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def show(staff: Staff, case: Case, reason: str = ""):
    return browser(staff).post(f"/cases/{case.number}/contact/", {"reason": reason})


def page(staff: Staff, case: Case) -> str:
    return browser(staff).get(f"/cases/{case.number}/").content.decode()


def test_my_open_task_is_the_ground():
    case = in_handling("cgj").case
    answer = show(person("handler", "cgj"), case)
    assert answer.status_code == 200
    for personal in (NAME, PHONE, ADDRESS):
        assert personal in answer.content.decode()
    row = Audit.objects.get(what="show_contact")
    assert (row.staff, row.subject, row.reason, row.address) == (
        person("handler", "cgj"), case.number, "own assignment", "127.0.0.1",
    )  # fmt: skip


def test_anybody_else_gives_a_reason():
    case = registered()
    lead = person("shift_lead")
    refused = show(lead, case)
    assert refused.status_code == 422
    assert PHONE not in refused.content.decode()
    assert not Audit.objects.filter(what="show_contact").exists()
    assert PHONE in show(lead, case, "家属来电核对").content.decode()
    assert Audit.objects.get(what="show_contact").reason == "家属来电核对"


def test_a_closed_task_is_no_ground_any_more():
    case = archived("cgj")
    assert show(person("handler", "cgj"), case).status_code == 422
    assert show(person("handler", "cgj"), case, "诉求人再次来访").status_code == 200


@pytest.mark.parametrize("role", ["agent", "dispatcher", "reviewer", "leader", "auditor", "quality_inspector"])
def test_who_has_no_right_to_it_is_not_even_offered_it(role):
    case = in_handling("cgj").case
    answer = show(person(role), case, "想看看")
    assert answer.status_code == 404
    assert f"/cases/{case.number}/contact/" not in page(person(role), case)
    assert not Audit.objects.filter(what="show_contact").exists()


def test_a_stranger_does_not_learn_that_the_case_exists():
    assert show(person("handler", "zjj"), in_handling("cgj").case, "想看看").status_code == 404


def test_a_confidential_identity_is_hidden_from_its_handler_and_relayed_by_the_centre():
    case = in_handling("cgj", confidentiality="confidential", note="请核查。").case
    assert show(person("handler", "cgj"), case, "需要联系").status_code == 404
    assert f"/cases/{case.number}/contact/" not in page(person("handler", "cgj"), case)
    assert PHONE in show(person("callback_agent"), case, "代承办单位转告").content.decode()


def test_of_a_confidential_case_even_ones_own_task_is_no_ground():
    case = in_handling("cgj", confidentiality="confidential", note="请核查。").case
    both = person("callback_agent")
    Post.objects.create(staff=both, role=Role.objects.get(code="handler"), unit=unit("cgj"))
    assert show(both, case).status_code == 422
    assert show(both, case, "代承办单位转告").status_code == 200


def test_an_anonymous_citizen_left_nothing_to_show():
    case = dispatched("cgj", confidentiality="anonymous").case
    assert show(person("handler", "cgj"), case, "需要联系").status_code == 404
    assert "匿名，无联系方式。" in page(person("handler", "cgj"), case)


def test_a_reason_is_kept_as_long_as_it_fits():
    case = registered()
    assert show(person("shift_lead"), case, "因" * 300).status_code == 200
    assert len(Audit.objects.get(what="show_contact").reason) == 200


def test_it_takes_a_post():
    assert browser(person("shift_lead")).get(f"/cases/{registered().number}/contact/").status_code == 405
