"""Limits as cities write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clock.calendars import limits
from xinqiao.clock.limit import BadLimit, Limit, TimeUnit


@pytest.mark.parametrize(
    ("written", "amount", "unit"),
    [("15 min", 15, "min"), ("24 h", 24, "h"), ("7d", 7, "d"), (" 4 wh ", 4, "wh"), ("5 wd", 5, "wd")],
)
def test_limits_are_read(written, amount, unit):
    assert Limit.parse(written) == Limit(amount, TimeUnit(unit))


@pytest.mark.parametrize(
    "written", ["", "5", "wd", "five wd", "5 days", "-1 d", "1.5 h", "0 wd", "5 wd 2 h", "５ wd", "99999 min"]
)
def test_what_is_no_limit_is_refused(written):
    with pytest.raises(BadLimit):
        Limit.parse(written)


def test_the_error_says_how_to_write_one():
    with pytest.raises(BadLimit, match=r"'five' is no time limit.*such as 5 wd"):
        Limit.parse("five")


@given(limits)
def test_written_and_read_again_is_the_same(limit):
    assert Limit.parse(str(limit)) == limit


@pytest.mark.parametrize(
    ("limit", "factor", "scaled"),
    [
        ("10 wd", "0.5", "5 wd"),
        ("5 wd", "0.5", "3 wd"),  # rounded up
        ("1 wd", "0.5", "1 wd"),
        ("15 d", "0.5", "8 d"),
        ("3 wh", "0.5", "2 wh"),
        ("24 h", "0.5", "12 h"),
        ("1 h", "0.5", "30 min"),
        ("15 min", "0.5", "8 min"),
        ("5 wd", "1", "5 wd"),
    ],
)
def test_an_order_from_the_province_has_half_the_time(limit, factor, scaled):
    assert str(Limit.parse(limit).scaled(Decimal(factor))) == scaled


@pytest.mark.parametrize("factor", [Decimal(0), Decimal("-0.5")])
def test_a_factor_that_leaves_no_time_is_refused(factor):
    with pytest.raises(ValueError, match="above 0"):
        Limit.parse("5 wd").scaled(factor)


@given(limits, st.decimals("0.01", 1, places=2))
def test_a_factor_up_to_one_never_lengthens_and_always_leaves_time(limit, factor):
    scaled = limit.scaled(factor)
    minutes = 60 if limit.unit is TimeUnit.HOURS and scaled.unit is TimeUnit.MINUTES else 1
    assert 1 <= scaled.amount <= limit.amount * minutes
