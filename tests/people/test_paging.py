"""Long lists, page by page: nothing is left out, nothing comes twice, and what comes in meanwhile moves no row."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import MONDAY, dispatched, registered
from xinqiao.cases.models import Assignment, Case
from xinqiao.people import paging
from xinqiao.people.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def newest():
    """Seven cases, three of them of the same moment, newest first."""
    for minutes in (0, 1, 1, 1, 2, 3, 4):
        registered(now=MONDAY + timedelta(minutes=minutes))
    return Case.objects.order_by("-registered_at", "-pk")


def walked(found, to="next", first="", size=2):
    """The rows of page after page, and how many pages there were."""
    rows, pages = [], 0
    asked = first
    while True:
        page = paging.page(found, asked, size)
        rows += page.rows if to == "next" else page.rows[::-1]
        pages += 1
        if not (asked := getattr(page, to)):
            return rows, pages


def test_forwards_every_row_comes_once_in_order(newest):
    assert walked(newest) == (list(newest), 4)


def test_backwards_from_the_end_as_well(newest):
    assert walked(newest, "previous", paging.LAST) == (list(newest)[::-1], 4)


def test_an_order_over_relations_and_over_what_is_computed_holds_too():
    for code in ("cgj", "zjj", "cgj", "dongcheng", "zjj"):
        dispatched(code)
    found = Assignment.objects.select_related("unit").order_by("-unit__code", "due_at", "pk")
    assert walked(found)[0] == list(found)


def test_a_list_that_names_no_key_is_given_one(newest):
    by_type = Case.objects.order_by("case_type")  # all the same
    assert sorted(case.pk for case in walked(by_type)[0]) == sorted(case.pk for case in newest)
    assert walked(Unit.objects.all())[0] == list(Unit.objects.all())


def test_what_comes_in_meanwhile_moves_no_row_to_another_page(newest):
    first = paging.page(newest, size=2)
    before = list(newest)
    registered(now=MONDAY + timedelta(hours=1))
    assert paging.page(newest, first.next, 2).rows == before[2:4]


def test_back_and_forth_leads_to_the_same_page(newest):
    second = paging.page(newest, paging.page(newest, size=2).next, 2)
    third = paging.page(newest, second.next, 2)
    assert paging.page(newest, third.previous, 2) == second


def test_the_ends_have_no_neighbour_beyond(newest):
    assert paging.page(newest, size=2).previous == ""
    assert paging.page(newest, paging.LAST, 2).next == ""
    whole = paging.page(newest, size=7)
    assert (whole.previous, whole.next, whole.total) == ("", "", 7)


@pytest.mark.parametrize("asked", [
    "x", "0", "999", "after:", "after:x~1", "after:2026-01-05T09:00:00+08:00", "before:1~2~3", "after:2026-13-01T00:00~1",
    "after:2026-01-05T09:00:00+08:00~x", "before:\0", "after:0001-01-01T00:00:00+08:00~99999999999999999999",
])  # fmt: skip
def test_what_is_no_place_of_the_list_shows_its_beginning(newest, asked):
    assert paging.page(newest, asked, 2).rows == list(newest)[:2]


def test_a_place_whose_rows_are_gone_shows_the_beginning(newest):
    beyond = paging.page(newest, paging.LAST, 2)
    asked = f"after:{beyond.rows[-1].registered_at.isoformat()}~{beyond.rows[-1].pk}"
    assert paging.page(newest, asked, 2).rows == list(newest)[:2]


def test_counting_ends_where_nobody_reads_the_difference(newest, monkeypatch):
    monkeypatch.setattr(paging, "MOST_COUNTED", 5)
    page = paging.page(newest, size=2)
    assert (page.total, page.has_more) == (5, True)


def test_a_list_that_fits_on_the_page_takes_one_query(newest):
    with CaptureQueriesContext(connection) as asked:
        paging.page(newest, size=10)
    assert len(asked) == 1
