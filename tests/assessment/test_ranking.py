"""Floor rule 25: a minimum sample, equal rates on equal places, villages never ranked."""

from datetime import timedelta

import pytest

from tests.assessment.measuring import DUE, SEPTEMBER
from tests.factories import unit
from xinqiao.assessment.dividing import Share
from xinqiao.assessment.figures import Figure, Line
from xinqiao.assessment.indicators import INDICATORS
from xinqiao.assessment.questions import Period
from xinqiao.assessment.ranking import ranked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

PERIOD = Period(*SEPTEMBER, DUE + timedelta(days=1))


def line(code: str, numerator: int, denominator: int, indicator: str = "completed_in_time") -> Line:
    row = unit(code)
    figure = Figure(INDICATORS[indicator], numerator, denominator, 0)
    return Line(Share((row.pk,), row.name, row, None, PERIOD), {indicator: figure})


def places(lines: list[Line], code: str = "completed_in_time") -> list[tuple[str, int | None]]:
    return [(one.line.share.row.code, one.place) for one in ranked(lines, code)]


def test_the_best_comes_first_and_equals_share_their_place():
    lines = [line("cgj", 10, 20), line("zjj", 19, 20), line("reli", 20, 40), line("dongcheng", 1, 10)]
    assert places(lines) == [("zjj", 1), ("cgj", 2), ("reli", 2), ("dongcheng", 4)]


def test_shares_are_compared_as_they_are_not_as_they_are_printed():
    """99.89 % of 23,818 allows 26 or 27 late."""
    assert places([line("cgj", 23_791, 23_818), line("zjj", 23_792, 23_818)]) == [("zjj", 1), ("cgj", 2)]


def test_of_what_is_better_low_the_lowest_comes_first():
    lines = [line("cgj", 9, 20, "returned"), line("zjj", 1, 20, "returned")]
    assert places(lines, "returned") == [("zjj", 1), ("cgj", 2)]


def test_nobody_is_ranked_on_a_handful():
    assert places([line("cgj", 9, 9), line("zjj", 5, 10)]) == [("zjj", 1), ("cgj", None)]


@pytest.mark.parametrize("aside", ["xingfu", "xq"])
def test_villages_and_the_centre_are_never_ranked(aside):
    assert places([line(aside, 50, 50), line("heping", 10, 50)]) == [("heping", 1), (aside, None)]
