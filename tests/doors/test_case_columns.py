"""Everybody chooses the columns of the list of cases for himself; an address narrows it by day, type and lateness."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import colleague, dispatched, person, registered
from tests.fixtures.browsing import browser
from xinqiao.cases.columns import COLUMNS, USUAL
from xinqiao.cases.models import Case
from xinqiao.doors.desks.models import ShownColumns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
HEAD = re.compile(r'<th scope="col"[^>]*>([^<]+)</th>')
CELL = re.compile(r'<td[^>]*data-label="([^"]+)"')


def page_of(client: Client, asked: str = "") -> str:
    return client.get(f"/cases/{asked}").content.decode()


def choose(client: Client, *codes: str, **typed: str):
    return client.post("/cases/columns/", {"columns": codes, **typed}, follow=True)


def labels(*codes: str) -> list[str]:
    return ["编号", *(str(COLUMNS[code].label) for code in codes)]


def test_the_usual_columns_stand_until_somebody_chooses():
    dispatched()
    page = page_of(browser(person("dispatcher")))
    assert HEAD.findall(page) == CELL.findall(page) == labels(*USUAL)


def test_what_is_chosen_stands_in_the_order_of_the_table_at_every_seat():
    dispatched()
    staff = person("dispatcher")
    choose(browser(staff), "due_at", "lead", "stage")
    elsewhere = page_of(browser(staff))
    assert HEAD.findall(elsewhere) == CELL.findall(elsewhere) == labels("stage", "lead", "due_at")
    assert "市城市管理局" in elsewhere
    assert HEAD.findall(page_of(browser(colleague(staff)))) == labels(*USUAL)


def test_every_column_can_be_shown_with_a_cell_below_its_head():
    dispatched()
    page = choose(browser(person("dispatcher")), *COLUMNS).content.decode()
    assert HEAD.findall(page) == CELL.findall(page) == labels(*COLUMNS)


def test_back_to_the_usual_ones():
    dispatched()
    client = browser(person("dispatcher"))
    choose(client, "stage")
    assert HEAD.findall(choose(client, usual="1").content.decode()) == labels(*USUAL)
    assert not ShownColumns.objects.exists()


def test_none_or_what_is_no_column_is_not_kept():
    assert "请至少选择一列" in choose(browser(person("dispatcher")), "phone").content.decode()
    assert not ShownColumns.objects.exists()


def test_choosing_keeps_the_filters():
    answer = choose(browser(person("dispatcher")), "stage", stage="in_hand", since="2026-01-05")
    assert answer.redirect_chain[-1][0] == "/cases/?stage=in_hand&since=2026-01-05"


class TestFilters:
    def test_days_of_registration_are_days_of_the_platform_with_both_ends(self):
        found = [registered() for _ in range(3)]
        for case, at in zip(
            found, ("2026-03-01T15:59:59Z", "2026-03-01T16:00:00Z", "2026-03-02T16:00:00Z"), strict=True
        ):
            Case.objects.filter(pk=case.pk).update(registered_at=at)
        page = page_of(browser(person("dispatcher")), "?since=2026-03-02&until=2026-03-02")
        assert [case.number in page for case in found] == [False, True, False]

    def test_the_type(self):
        case = registered()
        assert case.number in page_of(browser(person("dispatcher")), f"?type={case.case_type}")
        assert case.number not in page_of(browser(person("dispatcher")), "?type=praise")

    def test_late_are_the_open_ones_whose_total_clock_has_run_out(self):
        late, in_time, over = (dispatched().case for _ in range(3))
        minute = timedelta(minutes=1)
        Case.objects.filter(pk__in=[late.pk, over.pk]).update(due_at=timezone.now() - minute)
        Case.objects.filter(pk=in_time.pk).update(due_at=timezone.now() + minute)
        Case.objects.filter(pk=over.pk).update(stage="completed")
        page = page_of(browser(person("dispatcher")), "?late=1")
        assert [case.number in page for case in (late, in_time, over)] == [True, False, False]

    @pytest.mark.parametrize(
        "nonsense", ["since=yesterday", "until=0001-01-01", "since=9999-12-31", "type=x", "late=2"]
    )
    def test_what_means_nothing_is_left_out(self, nonsense: str):
        assert registered().number in page_of(browser(person("dispatcher")), f"?{nonsense}")
