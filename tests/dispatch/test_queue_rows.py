"""What a row of the queue tells: the beginning of the request, how long it has waited, the citizen's clock."""

import pytest

from tests.factories import PHONE, at, person, registered, sent_back
from tests.fixtures.browsing import browser
from xinqiao.dispatch import queries
from xinqiao.dispatch.queries import first_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def told(minutes: float):
    """The rows as they stand so many minutes after Monday morning."""
    dispatcher = person("dispatcher")
    return queries.with_advice(list(queries.to_dispatch(dispatcher)), dispatcher, at(minutes))


def test_the_beginning_of_the_request_stands_there_masked_in_one_line():
    registered(text=f"路灯不亮。\n请回电 {PHONE}，晚上都在。")
    page = browser(person("dispatcher")).get("/dispatch/").content.decode()
    assert "路灯不亮。 请回电 139****5678，晚上都在。" in page
    assert PHONE not in page


def test_a_number_that_lies_across_the_cut_is_not_told_by_halves():
    text = " " * (queries.READ - 6) + PHONE
    assert first_words(text[: queries.READ]) == ""
    assert len(first_words("路" * 500)) == queries.SHOWN


def test_it_waits_since_it_came_in_and_no_clock_runs_before_the_first_dispatch():
    registered()
    (row,) = told(150)
    assert (row.waited, row.light) == ("2\xa0小时", "")


def test_what_came_back_waits_since_then_and_the_citizens_clock_goes_on():
    sent_back()
    (row,) = told(90)
    assert (row.waited, row.light) == ("1\xa0小时", "green")
    assert row.due_at is not None
