"""The figures page, and the way from a figure to its cases."""

import pytest

from tests.factories import archived, at, completed, dispatched, fresh, person, registered
from tests.fixtures.browsing import browser
from xinqiao.assessment.indicators import INDICATORS, Part
from xinqiao.assessment.questions import Period
from xinqiao.assessment.tracing import traced
from xinqiao.cases.queries import visible_to
from xinqiao.intake import actions as intake
from xinqiao.telephony.models import Call

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

DAYS = "since=2025-09-01&until=2025-09-30"


def figure(page, code: str):
    return page.context["board"].answer.total[code]


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
    other = client.get(f"/figures/completed/denominator/?{DAYS}&unit=zjj")
    assert done.number not in other.content.decode()


def test_the_cases_behind_a_figure_stay_in_the_database_until_a_page_asks(django_assert_num_queries):
    archived()
    period = Period(at(-60), at(60), at(60))
    with django_assert_num_queries(1):  # which tasks were ruled out
        counted = traced(INDICATORS["completed"], Part.DENOMINATOR, period)
    with django_assert_num_queries(1):
        assert counted.count() == 1


def test_what_cannot_be_asked_is_told_and_the_rest_is_answered():
    registered()
    page = browser(person("leader")).get(f"/figures/?{DAYS}&unit=nowhere&by=moon")
    assert figure(page, "accepted").denominator == 1
    assert page.content.decode().count("invalid-feedback d-block") == 2


def test_the_citys_three_rates_stand_first():
    archived()
    board = browser(person("leader")).get(f"/figures/?{DAYS}").context["board"]
    assert [cell.figure.indicator.code for cell in board.trio] == ["responded_in_time", "completed", "satisfaction"]
    assert [column.code for column in board.columns][:3] == ["responded_in_time", "completed", "satisfaction"]


def test_cases_out_of_sight_are_counted_and_not_shown():
    seen = archived()
    task = completed()
    hidden = fresh(task.case)
    intake.flag(hidden, flag="crowd", by=person("agent"), now=at(500))
    leader = person("quality_inspector")
    page = browser(leader).get(f"/figures/completed/denominator/?{DAYS}").content.decode()
    assert seen.number in page
    assert (hidden.number in page) == visible_to(leader).filter(pk=hidden.pk).exists()
    assert hidden.number in page or "共 2 条，其中 1 条不在您的查看范围内" in page


def test_a_ranking_leaves_out_who_has_too_few():
    for _ in range(10):
        archived("cgj")
    archived("zjj")
    page = browser(person("leader")).get(f"/figures/?{DAYS}&sort=completed")
    assert [(row.label, row.place) for row in page.context["board"].rows] == [
        ("市城市管理局", 1),
        ("市12345热线中心", None),
        ("市住房和城乡建设局", None),
    ]


@pytest.mark.parametrize("source", ["calls", "accepted", "completed", "wrongly_dispatched", "satisfaction"])
def test_each_kind_of_row_has_its_list(source):
    archived()
    Call.objects.create(linkedid="1756690200.1", began_at=at(0), entered_at=at(0))
    page = browser(person("leader")).get(f"/figures/{source}/denominator/?{DAYS}")
    assert page.context["count"] == 1
    assert ("1756690200.1" in page.content.decode()) == (source == "calls")


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
    assert [row.label for row in page.context["board"].rows] == ["东城区", "和平街道"]
