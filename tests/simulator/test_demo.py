"""The demo begins at whatever hour somebody tries it."""

from datetime import datetime, timedelta

import pytest

from tests.factories import MONDAY
from tests.structure.house import ROOT
from xinqiao.cities.apply import apply
from xinqiao.cities.read import read_city
from xinqiao.deadlines import calendar
from xinqiao.people import policy
from xinqiao.simulator import demo

NIGHT, EVENING = MONDAY.replace(hour=3), MONDAY.replace(hour=17, minute=45)


@pytest.mark.django_db
@pytest.mark.parametrize("city", ["minimal", "jiayuguan"])
@pytest.mark.parametrize("now", [NIGHT, EVENING, EVENING - timedelta(days=1)])
def test_at_night_in_the_evening_and_on_a_sunday(city: str, now: datetime):
    apply(read_city(ROOT / "cities" / city))
    policy.forget()  # what the test before decided is kept for seconds
    calendar.forget()
    demo.people()
    told = demo.cases(now=now)
    assert {case.stage for case in told} >= {"registered", "in_hand", "archived"}
