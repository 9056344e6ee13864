"""Filters that are looked at every day are kept under a name, for oneself or for the colleagues of the unit."""

import pytest
from django.test import Client

from tests.factories import PHONE, person, registered
from tests.fixtures.browsing import browser
from xinqiao.doors.desks.models import SavedFilter
from xinqiao.doors.desks.saving import MOST

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
OPEN = {"stage": "in_hand", "name": "在办的"}


def save(client: Client, **typed: str) -> str:
    """What the list tells after it."""
    return client.post("/cases/filters/", OPEN | typed, follow=True).content.decode()


def test_a_kept_filter_leads_back_to_what_it_showed():
    client = browser(person("dispatcher"))
    assert "已保存筛选“在办的”" in save(client)
    assert '<a href="?stage=in_hand">在办的</a>' in client.get("/cases/").content.decode()


def test_the_same_name_is_written_anew():
    client = browser(person("dispatcher"))
    save(client)
    save(client, stage="archived")
    assert SavedFilter.objects.get().query == "stage=archived"


def test_what_is_shared_is_there_for_the_colleagues_of_the_unit_and_for_nobody_else():
    save(browser(person("liaison", "cgj")), is_shared="on")
    save(browser(person("liaison", "cgj")), name="我的日常")
    assert "在办的" in browser(person("reviewer", "cgj")).get("/cases/").content.decode()
    assert "我的日常" not in browser(person("reviewer", "cgj")).get("/cases/").content.decode()
    assert "在办的" not in browser(person("liaison", "zjj")).get("/cases/").content.decode()


def test_only_its_owner_forgets_it():
    owner, other = browser(person("liaison", "cgj")), browser(person("reviewer", "cgj"))
    save(owner, is_shared="on")
    address = f"/cases/filters/{SavedFilter.objects.get().pk}/drop/"
    assert other.post(address).status_code == 404
    assert owner.post(address).status_code == 302
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": ""}, "请给筛选起一个"),
        ({"name": "长" * 21}, "请给筛选起一个"),
        ({"stage": "", "number": ""}, "请先选择筛选条件"),
        ({"number": PHONE}, "有个人信息"),
    ],
)
def test_what_cannot_be_kept_is_said_and_is_not(typed: dict[str, str], told: str):
    assert told in save(browser(person("dispatcher")), **typed)
    assert not SavedFilter.objects.exists()


def test_nobody_keeps_more_than_he_looks_through():
    client = browser(person("dispatcher"))
    for number in range(MOST):
        save(client, name=f"第{number}个")
    assert "最多保存" in save(client, name="再来一个")
    assert SavedFilter.objects.count() == MOST


def test_a_list_shows_as_many_rows_as_are_wanted():
    for _ in range(25):
        registered()
    client = browser(person("dispatcher"))
    assert [len(client.get(f"/cases/?rows={rows}").context["page"]) for rows in ("20", "50", "7", "x")] == [
        20,
        25,
        25,
        25,
    ]
    page = client.get("/cases/?rows=20&stage=registered").content.decode()
    assert 'href="?stage=registered&amp;rows=100"' in page
    assert "rows=20" in page.partition('rel="next"')[2].partition(">")[0], "the next page is as long"
