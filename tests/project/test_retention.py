"""What was kept long enough goes, the rest stays; the plan says before what it will be."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from tests.factories import NAME, archived, dispatched, person
from tests.fixtures.city import city  # noqa: F401 - a fixture
from tests.fixtures.rules import decide  # noqa: F401 - a fixture
from xinqiao.cases.models import Appellant, FormKey
from xinqiao.doors.openapi.models import Repeat
from xinqiao.files.actions import keep
from xinqiao.people import audit, brakes, sealing
from xinqiao.people.models import Audit, Brake
from xinqiao.project import retention
from xinqiao.project.tasks import apply_retention

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture(autouse=True)
def outside(tmp_path, settings) -> None:
    settings.ANCHOR_FILE = tmp_path / "keys" / "anchors"


def told(verb: str) -> str:
    call_command("retention", verb, stdout=(out := StringIO()))
    return out.getvalue()


def counts(found: list[retention.Due]) -> dict[str, int]:
    return {one.what: one.count for one in found if one.count}


def test_citizens_data_goes_so_many_days_after_the_last_event_when_the_city_says_so(decide):  # noqa: F811
    old, at_work = archived(), dispatched("cgj").case
    now = timezone.now()
    assert counts(retention.plan(now=now)) == {}
    decide("retention", case_days=30)
    assert counts(retention.plan(now=now)) == {"citizens' data in cases that are over": 1}
    assert dict(Appellant.objects.values_list("case", "name")) == {old.pk: NAME, at_work.pk: NAME}
    assert counts(retention.apply(now=now)) == {"citizens' data in cases that are over": 1}
    assert dict(Appellant.objects.values_list("case", "name")) == {old.pk: "", at_work.pk: NAME}
    assert Audit.objects.get(what="forget").reason == "1 removed"
    assert counts(retention.apply(now=now)) == {}


def test_each_other_kind_goes_after_its_own_time():
    staff, long_ago = person("agent"), timezone.now() - timedelta(days=20)
    FormKey.objects.create(staff=staff, key="a", digest="", at=long_ago)
    FormKey.objects.create(staff=staff, key="b", digest="", at=timezone.now())
    Repeat.objects.create(staff=staff, key="a", body="", case_number="", at=long_ago)
    Brake.objects.create(key="name:x", since_at=long_ago)
    brakes.hold("name:y", now=timezone.now())
    for kept_until in (date(2026, 1, 1), date(2099, 1, 1), None):
        keep(ContentFile(f"{kept_until}".encode(), name="a.txt"), by=None, now=long_ago, kept_until=kept_until)
    due = {
        "keys of forms": 1,
        "keys of API requests": 1,
        "wrong tries at sign-in": 1,
        "files with a day of their own": 1,
    }
    assert counts(retention.plan(now=timezone.now())) == due
    assert apply_retention(0) == 4
    assert counts(retention.plan(now=timezone.now())) == {}
    assert (FormKey.objects.count(), Brake.objects.count(), Repeat.objects.count()) == (1, 1, 0)


def test_the_access_log_goes_by_whole_seals_and_stays_verifiable():
    audit.note(what="sign_in", by=person("agent"))
    assert sealing.seal(now=timezone.now() + timedelta(minutes=5)).count == 1
    in_two_years = timezone.now() + timedelta(days=731)
    assert counts(retention.plan(now=timezone.now())) == {}
    assert counts(retention.plan(now=in_two_years)) == {"access log": 1}
    retention.apply(now=in_two_years)
    assert list(Audit.objects.values_list("what", flat=True)) == ["forget"]
    assert list(sealing.faults()) == []


def test_the_command_tells_each_kind_for_how_long_and_how_many():
    Repeat.objects.create(
        staff=person("agent"), key="a", body="", case_number="", at=timezone.now() - timedelta(days=8)
    )
    planned = told("plan")
    assert len(planned.splitlines()) == len(retention.RULES)
    assert "keys of API requests                     kept 7 days     1 due" in planned
    assert "citizens' data in cases that are over    kept always     0 due" in planned
    assert "1 removed" in told("apply")
    assert "1 due" not in told("plan")
