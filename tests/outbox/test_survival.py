"""A worker that is killed, and a database that goes away: nothing is lost, nothing runs twice."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from tests.fixtures.at_once import ROUNDS
from tests.fixtures.dying import held
from xinqiao.outbox import loop
from xinqiao.outbox.loop import run_all, run_forever, run_one
from xinqiao.outbox.models import Row
from xinqiao.outbox.put import put
from xinqiao.people.models import Audit, Brake

pytestmark = pytest.mark.django_db(transaction=True)

DYING = Path(__file__).with_name("dying.py")


def ask(ref: int = 1, subject: str = "case:1") -> Row:
    return put(subject=subject, verb="note", ref=ref, now=timezone.now())


def note(row: Row) -> None:
    Audit.objects.create(what="whole", subject=row.subject, reason=str(row.ref))


def until(condition, seconds: float = 30) -> None:
    """Wait for something that another process or thread does."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def test_a_worker_killed_in_the_middle_of_a_reaction_leaves_the_row_to_the_next():
    for ref in range(ROUNDS):
        ask(ref)
        with held(DYING, "holding"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '10s'")
            assert not run_one({"note": (note,)}), "nobody else takes, or waits for, what a worker holds"
        until(lambda: run_one({"note": (note,)}))
    assert list(Audit.objects.order_by("pk").values_list("what", "reason")) == [
        ("whole", str(ref)) for ref in range(ROUNDS)
    ]
    assert run_all({"note": (note,)}) == 0


def cut_off_once(row: Row, done: set[int] = set()) -> None:  # noqa: B006 - what it remembers is the point
    """The database goes away in the middle of the reaction; the next time it stays."""
    Brake.objects.create(key="half", since_at=row.next_at)
    if row.pk not in done:
        done.add(row.pk)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    Brake.objects.filter(key="half").delete()


@pytest.fixture
def running(settings, monkeypatch) -> Iterator[threading.Event]:
    """The real loop in a thread, as the worker runs it."""
    stop = threading.Event()
    monkeypatch.setattr(loop, "load_reactions", lambda: {"note": (note,), "cut": (cut_off_once, note)})

    def work() -> None:
        run_forever(stop)
        connections.close_all()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield stop
    stop.set()
    thread.join(30)
    assert not thread.is_alive()


def test_the_loop_takes_up_its_work_after_the_database_cut_it_off(running):
    for ref in range(ROUNDS):
        ask(2 * ref)
        until(lambda: not Row.objects.exists())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        ask(2 * ref + 1)
        until(lambda: not Row.objects.exists())
    told = Audit.objects.order_by("pk").values_list("reason", flat=True)
    assert list(told) == [str(ref) for ref in range(2 * ROUNDS)]


def test_a_reaction_that_lost_its_database_runs_again_and_is_no_failure_of_its_own(running, caplog):
    row = put(subject="case:1", verb="cut", ref=1, now=timezone.now())
    ask(2)
    until(lambda: not Row.objects.exists())
    assert list(Audit.objects.order_by("pk").values_list("what", "reason")) == [("whole", "1"), ("whole", "2")]
    assert f"{row} failed" not in caplog.text
