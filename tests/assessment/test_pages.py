"""The figures page, and the way from a figure to its cases."""

import pytest

from tests.factories import archived, at, dispatched, person, registered
from tests.fixtures.browsing import browser
from xinqiao.assessment.figures import Period, traced
from xinqiao.assessment.indicators import INDICATORS
from xinqiao.cases.models import Case
from xinqiao.people.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

DAYS = "since=2025-09-01&until=2025-09-30"


def figure(page, code: str):
    return next(one for one in page.context["platform"] if one.indicator.code == code)


def test_the_walk_is_counted():
    archived()
    dispatched()
    page = browser(person("leader")).get(f"/figures/?{DAYS}")
    assert page.status_code == 200
    assert (figure(page, "accepted").denominator, figure(page, "satisfaction").percent) == (2, 100)
    assert "市城市管理局" in page.content.decode()


def test_the_last_day_of_the_period_counts():
    registered()
    client = browser(person("leader"))
    assert figure(client.get("/figures/?since=2025-09-01&until=2025-09-01"), "accepted").denominator == 1
    assert figure(client.get("/figures/?since=2025-09-02&until=2025-09-30"), "accepted").denominator == 0


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "since=soon&until=2025-02-30",
        "since=2025-09-30&until=2025-09-01",
        "since=0001-01-01&until=9999-12-31",
        "until=0001-01-01",
    ],
)
def test_days_that_are_none_are_no_error(asked):
    assert browser(person("leader")).get(f"/figures/?{asked}").status_code == 200


def test_a_figure_leads_to_its_cases():
    done, open_ = archived(), dispatched().case
    client = browser(person("leader"))
    numerator = client.get(f"/figures/completed/numerator/?{DAYS}").content.decode()
    assert done.number in numerator
    assert open_.number not in numerator
    both = client.get(f"/figures/completed/denominator/?{DAYS}").content.decode()
    assert done.number in both
    assert open_.number in both
    other = Unit.objects.get(code="zjj")
    assert done.number not in client.get(f"/figures/completed/denominator/?{DAYS}&unit={other.pk}").content.decode()


def test_the_cases_behind_a_figure_stay_in_the_database_until_a_page_asks(django_assert_num_queries):
    archived()
    period = Period(at(-60), at(60), at(60))
    with django_assert_num_queries(0):
        counted = traced(INDICATORS["completed"], period, "denominator")
    with django_assert_num_queries(1):
        assert Case.objects.filter(pk__in=counted).count() == 1


@pytest.mark.parametrize("address", ["/figures/wishes/numerator/", "/figures/completed/remainder/"])
def test_figures_that_do_not_exist(address):
    assert browser(person("leader")).get(address).status_code == 404


def test_who_sees_figures():
    assert browser(person("agent")).get("/figures/").status_code == 404
    assert browser(person("agent")).get("/figures/completed/numerator/").status_code == 404


def test_only_units_in_reach_stand_in_the_table():
    dispatched("cgj")
    dispatched("heping")
    page = browser(person("supervisor", "dongcheng")).get(f"/figures/?{DAYS}")
    assert [unit.code for unit, _ in page.context["rows"]] == ["heping"]
