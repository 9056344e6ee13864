"""The leader's cockpit: what its numbers are, that each leads to what it counts, and whose first page it is."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.assessment.measuring import DUE
from tests.factories import archived, at, delegated, dispatched, in_handling, person, registered, replied
from tests.fixtures.browsing import browser
from xinqiao.assessment.standing import Standing, standing
from xinqiao.cases.models import Assignment
from xinqiao.doors.desks import cockpit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def evening() -> Iterator[None]:
    """The day on which the factories' cases come in, when all has been done."""
    with time_machine.travel(at(9 * 60), tick=False):
        yield


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def numbers(page: str) -> dict[str, int]:
    return {
        label: int(number)
        for label, number in re.findall(r"<span>([^<]+)</span>\s*<strong>(\d+)</strong>", page.partition("lights")[0])
    }


def test_the_leader_meets_it_first_and_the_desks_meet_their_own(evening: None):
    assert "驾驶舱 <span" in page_of(browser(person("leader")), "/")
    for role in ("dispatcher", "shift_lead", "auditor", "agent"):
        assert "驾驶舱 <span" not in page_of(browser(person(role)), "/")


@pytest.mark.parametrize("part", ["", "trend/", "races/", "hottest/"])
def test_it_is_for_who_sees_the_figures(part: str):
    assert browser(person("supervisor")).get(f"/cockpit/{part}").status_code == 200
    assert browser(person("agent")).get(f"/cockpit/{part}").status_code == 404


def test_every_number_leads_to_as_many_rows(evening: None):
    archived()
    in_handling()
    registered()
    client = browser(person("leader"))
    page = page_of(client, "/cockpit/")
    assert numbers(page) == {"今日受理": 3, "今日办结": 1, "在办": 1, "今日到期": 0, "超期未办结": 0}
    for address, number in re.findall(
        r'href="(/figures/[^"?]+\?[^"]*)"[^>]*>\s*<span>[^<]+</span>\s*<strong>(\d+)', page
    ):
        assert client.get(address.replace("&amp;", "&")).context["count"] == int(number), address


def test_each_open_task_has_one_light():
    waits, works, paused = replied(), in_handling(), in_handling()
    Assignment.objects.filter(pk=paused.pk).update(paused_until=DUE + timedelta(days=9))
    after = standing(cockpit.whole(person("leader"), {}), DUE + timedelta(minutes=1))
    assert {one: after[one] for one in ("in_hand", "red", "yellow", "green", "still")} == {
        "in_hand": 3, "red": 1, "yellow": 0, "green": 0, "still": 2,
    }  # fmt: skip
    before = standing(cockpit.whole(person("leader"), {}), DUE - timedelta(minutes=1))
    assert (before[Standing.YELLOW], before[Standing.DUE_TODAY], before[Standing.RED]) == (1, 1, 0)
    assert waits.pk != works.pk


def test_what_a_district_delegates_is_in_hand_once():
    delegated("dongcheng", "heping")
    leader = person("leader")
    assert standing(cockpit.whole(leader, {}), at(600))[Standing.IN_HAND] == 1
    assert standing(cockpit.whole(leader, {"unit": "heping"}), at(600))[Standing.IN_HAND] == 1


def test_a_districts_supervisor_sees_his_district_whatever_he_asks_for(evening: None):
    dispatched("cgj")
    dispatched("dongcheng")
    client = browser(person("supervisor", "dongcheng"))
    for address in ("/cockpit/", "/cockpit/?unit=cgj", "/cockpit/?unit=no-such-unit"):
        page = page_of(client, address)
        assert numbers(page)["在办"] == 1
        assert "市城市管理局" not in page
    for part in ("trend", "races", "hottest"):
        assert "市城市管理局" not in page_of(client, f"/cockpit/{part}/?unit=cgj")


def test_a_unit_with_too_few_is_neither_best_nor_worst(evening: None):
    for _ in range(10):
        archived("cgj")
    archived("zjj")
    page = page_of(browser(person("leader")), "/cockpit/races/")
    assert "市城市管理局" in page
    assert "市住房和城乡建设局" not in page


def test_the_trend_ends_today_and_counts_what_came_and_what_was_done(evening: None):
    archived()
    registered()
    days = cockpit.trend(cockpit.whole(person("leader"), {}), at(9 * 60))
    assert len(days) == 30
    assert (days[-1].on, days[-1].came.number, days[-1].finished.number) == (at(0).date(), 2, 1)


def test_a_category_is_told_against_the_week_before():
    registered()
    week_before = cockpit.hottest(cockpit.whole(person("leader"), {}), at(0) + timedelta(days=14))
    assert week_before == []
    (heat,) = cockpit.hottest(cockpit.whole(person("leader"), {}), at(0) + timedelta(days=2))
    assert (heat.now.number, heat.before.number, heat.more) == (1, 0, 1)


@pytest.mark.parametrize("part", ["no-such-part", "RED", "in_hand%00"])
def test_a_standing_that_does_not_exist(part: str):
    assert browser(person("leader")).get(f"/figures/now/{part}/").status_code == 404
