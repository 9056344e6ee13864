"""`xinqiao simulate`: what it asks for, and what it refuses before anything is done."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.factories import registered
from xinqiao.cases.models import Case, Event
from xinqiao.people.models import Platform, Staff
from xinqiao.telephony.models import Call

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def simulate(settings):
    settings.DEMO = True

    def run(*arguments: str) -> str:
        out = StringIO()
        call_command("simulate", *arguments, stdout=out, stderr=StringIO())
        return out.getvalue()

    return run


def test_a_platform_that_is_no_demo_is_left_alone_unless_it_is_meant(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="--on-real-data"):
        call_command("simulate", "--days", "1")
    assert (Case.objects.count(), Staff.objects.count()) == (0, 0)
    call_command("simulate", "--days", "1", "--bulk", "--scale", "0.1", "--on-real-data", stdout=StringIO())
    assert Case.objects.exists()


def test_days_in_bulk_end_now(simulate):
    assert "cases" in simulate("minimal", "--days", "2", "--bulk", "--scale", "0.2")
    assert Case.objects.exists()
    assert Call.objects.exists()


def test_the_same_days_are_not_played_twice(simulate):
    simulate("--days", "1", "--bulk", "--scale", "0.2")
    cases = Case.objects.count()
    with pytest.raises(CommandError, match="another --seed"):
        simulate("--days", "1", "--bulk", "--scale", "0.2")
    assert Case.objects.count() == cases
    simulate("--days", "1", "--bulk", "--scale", "0.2", "--seed", "2")
    assert Case.objects.count() > cases


def test_what_is_open_is_driven_to_its_end(simulate):
    registered()
    simulate("--drive")
    assert Case.objects.get().stage == "archived"


def test_it_is_driven_no_further_than_the_day_that_is_named(simulate):
    registered()
    simulate("--drive", "--until", "2025-08-31")
    assert Event.objects.count() == 1
    with pytest.raises(CommandError, match="no day"):
        simulate("--drive", "--until", "tomorrow")


def test_a_platform_whose_folder_is_not_there_is_told_so(simulate):
    Platform.objects.update(code="elsewhere")
    with pytest.raises(CommandError, match="elsewhere"):
        simulate("--days", "1")
