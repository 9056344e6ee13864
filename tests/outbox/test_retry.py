"""Parked rows: shown to the operator, and tried again once the cause is mended."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from xinqiao.outbox.loop import RETRIES, run_all
from xinqiao.outbox.models import Row
from xinqiao.outbox.put import put

pytestmark = pytest.mark.django_db


@pytest.fixture
def parked() -> list[Row]:
    rows = [put(subject=f"case:{ref}", verb="dispatched", ref=ref, now=timezone.now()) for ref in (1, 2)]
    Row.objects.update(attempts=RETRIES, parked_at=timezone.now(), error="ValueError: the district's server is away")
    return rows


def outbox(*words: object) -> str:
    out = StringIO()
    call_command("outbox", *map(str, words), stdout=out)
    return out.getvalue()


def test_the_list_tells_what_failed_and_why(parked):
    put(subject="case:3", verb="dispatched", ref=3, now=timezone.now())
    lines = outbox("list").splitlines()
    assert [line.split()[:3] for line in lines] == [[str(row.pk), row.subject, "dispatched,"] for row in parked]
    assert "8 attempts: ValueError: the district's server is away" in lines[0]


def test_a_released_row_runs_and_the_other_stays(parked):
    assert run_all({}) == 0
    assert outbox("retry", parked[1].pk).startswith("1 released")
    assert run_all({}) == 1
    assert Row.objects.get() == parked[0]


def test_without_a_number_all_are_released_with_all_their_attempts(parked):
    assert outbox("retry").startswith("2 released")
    assert set(Row.objects.values_list("attempts", "parked_at")) == {(0, None)}
    assert run_all({}) == 2
    assert outbox("list") == "no row is parked\n"


def test_a_number_that_is_not_parked_is_named_and_nothing_released(parked):
    with pytest.raises(CommandError, match="not parked: 999999"):
        outbox("retry", parked[0].pk, 999999)
    assert Row.objects.filter(parked_at=None).count() == 0
