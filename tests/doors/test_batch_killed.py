"""A worker that is killed in the middle of a batch: the next one goes on, and no case goes out twice."""

from pathlib import Path

import pytest

from tests.factories import person, registered
from tests.fixtures.batches import asked
from tests.fixtures.dying import held
from xinqiao.cases.models import Event
from xinqiao.doors.desks.tasks import run_batch

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("city")]

DYING = Path(__file__).with_name("dying_batch.py")


def test_what_was_made_stays_and_the_rest_is_made_once():
    cases = [registered() for _ in range(6)]
    batch = asked(person("dispatcher"), "dispatch")
    with held(DYING, "holding", str(batch.pk)):
        pass
    assert batch.rows.filter(is_made=True).count() == 2
    assert Event.objects.filter(verb="dispatch").count() == 2, "the third was not kept, neither the move nor its result"
    run_batch(batch.pk)
    assert [row.is_made for row in batch.rows.all()] == [True] * 6
    sent = Event.objects.filter(verb="dispatch").order_by("case").values_list("case", flat=True)
    assert list(sent) == sorted(case.pk for case in cases)
    run_batch(batch.pk)
    assert sent.count() == 6
