"""The calendar's periods, as the field reports by them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.assessment.periods import Span, after, begin, end, name, parse, within

days = st.dates(date(1990, 1, 1), date(2100, 12, 30))
spans = st.sampled_from(Span)


@pytest.mark.parametrize(
    ("span", "first", "last", "called"),
    [
        (Span.DAY, date(2025, 8, 31), date(2025, 8, 31), "2025-08-31"),
        (Span.WEEK, date(2025, 8, 25), date(2025, 8, 31), "2025-W35"),
        (Span.TEN_DAYS, date(2025, 8, 21), date(2025, 8, 31), "2025-08-下旬"),
        (Span.MONTH, date(2025, 8, 1), date(2025, 8, 31), "2025-08"),
        (Span.QUARTER, date(2025, 7, 1), date(2025, 9, 30), "2025-Q3"),
        (Span.YEAR, date(2025, 1, 1), date(2025, 12, 31), "2025"),
    ],
)
def test_the_last_day_of_august(span, first, last, called):
    day = date(2025, 8, 31)
    assert (begin(span, day), end(span, day), name(span, day)) == (first, last, called)


def test_the_week_of_new_year_belongs_to_one_year():
    assert name(Span.WEEK, date(2024, 12, 30)) == "2025-W01"


@given(spans, days)
def test_spans_follow_each_other_without_gap_or_overlap(span, day):
    assert begin(span, day) <= day <= end(span, day)
    assert begin(span, end(span, day)) == begin(span, day)
    assert after(span, day) == end(span, day) + timedelta(days=1) == begin(span, after(span, day))


@given(spans, days)
def test_a_name_is_understood(span, day):
    assert parse(name(span, day)) == (span, begin(span, day))


@given(spans, days, st.integers(0, 800))
def test_a_period_is_covered_by_its_spans(span, first, more):
    last = min(first + timedelta(days=more), date(2100, 12, 30))
    found = list(within(span, first, last))
    assert found[0] == begin(span, first)
    assert found[-1] == begin(span, last)
    assert found == sorted(set(found))


@pytest.mark.parametrize("written", ["", "2025-13", "2025-Q5", "2025-W54", "2025-02-30", "上月", "2025-08-末旬"])
def test_what_is_no_period(written):
    with pytest.raises(ValueError):
        parse(written)
