"""A refresh that is killed in the middle of a week: nothing is lost, nothing is counted by halves."""

from pathlib import Path

import pytest
from django.utils import timezone

from tests.factories import archived
from tests.fixtures.dying import held
from xinqiao.assessment.models import DayFigure, StaleDay
from xinqiao.assessment.rollup import refresh
from xinqiao.assessment.verify import counted_days, differences

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("city")]

DYING = Path(__file__).with_name("dying.py")


def test_killed_while_counting_it_leaves_the_days_to_the_next():
    archived()
    with held(DYING, "counting"):
        pass
    assert StaleDay.objects.exists()
    assert not DayFigure.objects.exists()
    refresh(now=timezone.now())
    assert not StaleDay.objects.exists()
    assert DayFigure.objects.exists()
    assert list(differences(*(counted_days() or ()))) == []
