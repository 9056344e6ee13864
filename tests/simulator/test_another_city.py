"""The histories name no unit, category or role of one city: they can be played in a folder with other tiers."""

import pytest

from tests.cases.asking import faults
from tests.factories import MONDAY
from tests.structure.house import ROOT
from xinqiao.cases.models import Case
from xinqiao.cities.apply import apply
from xinqiao.cities.read import read_city
from xinqiao.deadlines import calendar
from xinqiao.people import policy
from xinqiao.simulator.histories import histories, play


@pytest.mark.django_db
def test_all_ten_are_walked_to_the_archive_in_jiayuguan():
    apply(read_city(ROOT / "cities" / "jiayuguan"))
    policy.forget()  # what the test before decided is kept for seconds
    calendar.forget()
    for history in histories():
        assert play(history, start=MONDAY).stage == "archived", history.code
    assert [fault for case in Case.objects.all() for fault in faults(case)] == []
