"""Days as a city's folder describes them: how many come in, when, by which channel, about what; the same by the same seed."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from tests.simulator.acting import arrivals, days, ways
from xinqiao.simulator.seasons import Seasons
from xinqiao.text.phone import is_mobile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def shares(things) -> dict[str, float]:
    counted = Counter(things)
    return {thing: 100 * many / counted.total() for thing, many in counted.items()}


@pytest.fixture
def week():
    return days(arrivals(ways(), scale=4), 7)


def test_volume_is_the_folders_by_case_and_by_call(week):
    """120 cases and 125 calls a day, times four, over a whole week; September's weight is 1 of 12.2."""
    month = 12 / sum(ways().volume.month)
    assert sum(one.draft is not None for one in week) == pytest.approx(7 * 4 * 120 * month, rel=0.06)
    assert sum(one.call is not None for one in week) == pytest.approx(7 * 4 * 125 * month, rel=0.06)


def test_shares_are_the_folders(week):
    drafts = [one.draft for one in week if one.draft]
    for name in ("source", "case_type", "urgency", "confidentiality"):
        weights = getattr(ways().mix, name)
        found = shares(getattr(draft, name) for draft in drafts)
        for code, weight in weights.items():
            assert found.get(code, 0) == pytest.approx(100 * weight / sum(weights.values()), abs=2.5), (name, code)


def test_the_busy_hour_takes_an_eighth_of_the_day_and_the_weekend_is_quieter(week):
    hours = shares(one.at.hour for one in week)
    assert max(hours, key=hours.__getitem__) == 9
    assert hours[9] == pytest.approx(12, abs=2)
    by_day = Counter(one.at.weekday() for one in week)
    assert by_day[6] < by_day[0] * 0.8


def test_they_come_in_the_order_of_time_and_the_same_seed_brings_the_same(week):
    assert [one.at for one in week] == sorted(one.at for one in week)
    again = days(arrivals(ways(), scale=4), 7)
    assert [(one.at, one.draft) for one in again] == [(one.at, one.draft) for one in week]
    assert [one.at for one in days(arrivals(ways(), seed=2, scale=4), 7)] != [one.at for one in week]


def test_calls_are_answered_as_the_folder_says(week):
    calls = [one.call for one in week if one.call]
    asked = [call for call in calls if call.entered_at]
    answered = [call for call in asked if call.answered_at]
    quick = [call for call in answered if (call.answered_at - call.entered_at).total_seconds() <= 15]
    assert 100 - 100 * len(asked) / len(calls) == pytest.approx(3, abs=1.5)
    assert 100 - 100 * len(answered) / len(asked) == pytest.approx(2, abs=1.5)
    assert 100 * len(quick) / len(answered) == pytest.approx(95, abs=1.5)
    assert all(call.began_at < call.ended_at for call in calls)


def test_requests_are_hundreds_in_number_and_name_a_place_a_matter_and_nobody_who_exists(week):
    drafts = [one.draft for one in week if one.draft]
    assert len({draft.text for draft in drafts}) > 400
    assert all("{" not in draft.title + draft.text and draft.place for draft in drafts)
    assert all(draft.phone.startswith("154") and is_mobile(draft.phone) for draft in drafts if draft.phone)
    assert all((draft.phone == "") == (draft.confidentiality == "anonymous") for draft in drafts)


def test_heating_questions_come_in_winter():
    drawn = arrivals(ways())
    seasons = Seasons(drawn.town.ways, drawn.town.leaves)

    def heating(on: date) -> float:
        wheel = seasons.categories(on, 1)
        edges = [0, *wheel.edges]
        weights = zip(wheel.things, (after - before for before, after in pairwise(edges)), strict=True)
        return sum(weight for leaf, weight in weights if leaf.path.startswith("/C12/")) / wheel.edges[-1]

    assert heating(date(2025, 12, 1)) > 2 * heating(date(2025, 7, 1))
    assert heating(date(2026, 1, 1)) == heating(date(2025, 12, 1)), "over the turn of the year"
