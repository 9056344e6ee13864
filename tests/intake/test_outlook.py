"""What stands beside the form before anything is saved: whose matter it is, until when, who else asks for the same."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import MONDAY, NAME, PHONE, archived, person, registered
from tests.fixtures.browsing import browser
from xinqiao.cases.dues import task_for
from xinqiao.cases.lifecycle import Tie
from xinqiao.cases.models import Case
from xinqiao.catalogue.known import forget
from xinqiao.catalogue.models import Area, Category, Responsibility
from xinqiao.deadlines import calendar
from xinqiao.deadlines.models import CalendarYear
from xinqiao.intake import actions, outlook
from xinqiao.text.masking import mask_phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture(autouse=True)
def _fresh_codes() -> None:
    forget()


def pk(model, code: str) -> int:
    return model.objects.get(code=code).pk


def beside(role: str = "agent", **typed: object) -> str:
    answer = browser(person(role)).post("/register/outlook/", typed)
    assert answer.status_code == 200
    return answer.content.decode()


def now_registered(**facts: object) -> Case:
    return registered(now=timezone.now(), **facts)


def test_the_catalogue_says_whose_it_is_for_category_and_area():
    row = Responsibility.objects.filter(area=None).select_related("lead", "category").first()
    assert row.lead.name in beside(category=row.category_id)
    near = Responsibility.objects.exclude(area=None).select_related("lead").first()
    page = beside(category=near.category_id, area=near.area_id)
    assert near.lead.name in page


def test_the_time_limit_is_the_one_that_dispatch_would_give():
    case = outlook.matter({"category": Category.objects.get(code="C1102"), "urgency": "critical"})
    (first, *_) = outlook.prospects(case, MONDAY)
    unit = Responsibility.objects.get(category=case.category, area=None).lead
    assert (first.unit, first.due_at) == (unit.name, task_for(case, unit, Tie.LEAD, MONDAY).due_at)


def test_an_urgent_matter_has_less_time_than_another():
    category = Category.objects.get(code="C1102")
    due = {
        urgency: outlook.prospects(outlook.matter({"category": category, "urgency": urgency}), MONDAY)[0].due_at
        for urgency in ("normal", "critical")
    }
    assert due["critical"] < due["normal"]


def test_without_a_category_the_limit_of_any_unit_is_shown():
    (only,) = outlook.prospects(outlook.matter({}), MONDAY)
    assert (only.unit, only.due_at is not None) == ("", True)


def test_a_year_without_calendar_is_said_and_nothing_breaks():
    CalendarYear.objects.all().delete()
    calendar.forget()
    (only,) = outlook.prospects(outlook.matter({}), MONDAY)
    assert only.due_at is None
    assert "2025" in only.problem


def test_the_area_that_the_place_names_is_offered_until_one_is_chosen():
    area = Area.objects.get(code="A10101")
    assert f'data-value="{area.pk}"' in beside(place=f"{area.name}北门")
    assert "data-choose" not in beside(place=f"{area.name}北门", area=area.pk)


def test_other_peoples_open_cases_are_shown_without_anything_of_them():
    other = now_registered(phone="13700001111", text=f"我叫{NAME}", title=f"请回电{PHONE}")
    page = beside(category=other.category_id, phone=PHONE)
    assert other.number in page
    assert PHONE not in page
    assert mask_phone(PHONE) in page
    assert NAME not in page


@pytest.mark.parametrize("facts", [{"phone": PHONE}, {"category": "C1101"}, {"area": "A2"}])
def test_ones_own_and_what_is_about_something_else_are_not_similar(facts):
    other = now_registered(**{"phone": "13700001111"} | facts)
    assert other.number not in beside(category=pk(Category, "C1102"), area=pk(Area, "A101"), phone=PHONE)


def test_what_is_over_is_not_similar():
    over = archived()
    assert over.number not in beside(category=over.category_id)


def test_a_flagged_case_is_similar_for_its_circle_alone():
    case = now_registered(by=person("shift_lead"))
    actions.flag(case, flag="crowd", by=person("shift_lead"), now=case.registered_at)
    assert case.number not in beside(category=case.category_id)
    assert case.number in beside("shift_lead", category=case.category_id)


def test_what_is_wrong_in_the_form_is_passed_over():
    assert "办理期限" in beside(phone="不知道", category="0", due_at="gestern", earlier="1")


def test_it_costs_the_same_for_many_cases():
    client, costs = browser(person("agent")), []
    typed = {"category": pk(Category, "C1102"), "area": pk(Area, "A101")}
    for more in (1, 10):
        for _ in range(more):
            now_registered(phone="13700001111")
        client.post("/register/outlook/", typed)
        with CaptureQueriesContext(connection) as queries:
            client.post("/register/outlook/", typed)
        costs.append(len(queries))
    assert costs[0] >= costs[1]
    assert costs[1] <= 14


def test_only_who_registers_may_ask():
    assert browser(person("handler")).post("/register/outlook/", {}).status_code == 404
    assert browser(person("agent")).get("/register/outlook/").status_code == 405
