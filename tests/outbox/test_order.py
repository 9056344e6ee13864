"""What follows a move: once, in order for each subject, and nobody waits for another's trouble."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from tests.factories import MONDAY, PHONE
from tests.fixtures.at_once import THREADS, at_once, lost
from xinqiao.outbox.loop import RETRIES, run_all, run_one
from xinqiao.outbox.models import Row
from xinqiao.outbox.put import put
from xinqiao.people.models import Audit

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen() -> list[str]:
    return []


@pytest.fixture
def reactions(seen):
    """`note` writes down what it sees; `break` fails after it has written something; `burst` breaks the database."""

    def note(row: Row) -> None:
        seen.append(f"{row.subject}/{row.ref}")

    def write(row: Row) -> None:
        Audit.objects.create(what="reaction", subject=row.subject)

    def fail(row: Row) -> None:
        raise ValueError("the district's server is away")

    def burst(row: Row) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO people_role (code, name) VALUES (NULL, %s)", [PHONE])

    return {"note": (write, note), "break": (write, fail), "burst": (write, burst)}


def ask(verb: str, subject: str = "case:1", ref: int = 1) -> Row:
    return put(subject=subject, verb=verb, ref=ref, now=timezone.now())


def test_each_row_runs_once_and_is_gone(reactions, seen):
    for ref in range(3):
        ask("note", ref=ref)
    assert run_all(reactions) == 3
    assert seen == ["case:1/0", "case:1/1", "case:1/2"]
    assert run_all(reactions) == 0
    assert not Row.objects.exists()
    assert Audit.objects.count() == 3


def test_a_verb_without_reactions_is_just_removed(reactions):
    ask("nothing")
    assert run_one(reactions)
    assert not Row.objects.exists()


def test_a_failing_reaction_leaves_nothing_of_itself_and_comes_again_later(reactions):
    with time_machine.travel(MONDAY, tick=False):
        row = ask("break")
        assert run_one(reactions)
        assert not run_one(reactions), "not due again at once"
    row.refresh_from_db()
    assert not Audit.objects.exists()
    assert (row.attempts, row.next_at, row.parked_at) == (1, MONDAY + timedelta(seconds=2), None)
    assert row.error == "ValueError: the district's server is away"


def test_it_is_tried_again_ever_later_and_then_parked_where_a_person_looks(reactions):
    waits, now = [], MONDAY
    row = ask("break")
    Row.objects.update(next_at=MONDAY)
    for _ in range(RETRIES):
        with time_machine.travel(now, tick=False):
            assert run_one(reactions)
        row.refresh_from_db()
        waits.append((row.next_at - now).total_seconds())
        now = row.next_at
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256]
    assert row.parked_at is not None
    with time_machine.travel(now + timedelta(days=1), tick=False):
        assert not run_one(reactions)


def test_what_was_mended_runs_and_so_does_what_waited_behind_it(reactions, seen):
    row = ask("break", ref=1)
    ask("note", ref=2)
    assert run_all(reactions) == 1
    Row.objects.filter(pk=row.pk).update(verb="note", next_at=timezone.now())
    assert run_all(reactions) == 2
    assert seen == ["case:1/1", "case:1/2"]


def test_a_parked_subject_waits_and_the_others_go_on(reactions, seen):
    parked = ask("break", "case:1", ref=1)
    Row.objects.filter(pk=parked.pk).update(parked_at=timezone.now(), attempts=RETRIES)
    ask("note", "case:1", ref=2)
    ask("note", "case:2", ref=3)
    assert run_all(reactions) == 1
    assert seen == ["case:2/3"]
    assert list(Row.objects.values_list("ref", flat=True)) == [1, 2]


def test_an_error_of_the_database_fails_the_row_and_not_the_loop(reactions, seen):
    ask("burst", "case:1")
    ask("note", "case:2")
    assert run_all(reactions) == 2
    assert seen == ["case:2/1"]
    assert Row.objects.get().attempts == 1


def test_what_only_the_commit_would_refuse_fails_the_row_too(seen):
    """A foreign key to nothing is found at the end of the transaction; the loop must not try it forever."""

    def point_nowhere(row: Row) -> None:
        Audit.objects.create(what="reaction", staff_id=987_654)

    ask("lost")
    assert run_all({"lost": (point_nowhere,)}) == 1
    assert Row.objects.get().attempts == 1


def test_neither_the_row_nor_the_log_tells_what_the_database_quoted(reactions, caplog):
    ask("burst")
    run_all(reactions)
    row = Row.objects.get()
    assert row.error.startswith("IntegrityError: null value in column")
    assert PHONE not in row.error
    assert "null value in column" in caplog.text
    assert PHONE not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_many_workers_share_the_rows_and_each_subject_keeps_its_order():
    for ref in range(5):
        for subject in ("case:1", "case:2", "case:3"):
            ask("note", subject, ref)

    def note(row: Row) -> None:
        Audit.objects.create(what="reaction", subject=row.subject, reason=str(row.ref))

    # A worker that finds every head taken by another looks again, as the loop does.
    def work(number: int) -> None:
        while Row.objects.exists():
            run_one({"note": (note,)})

    assert lost(at_once(work, THREADS)) == set()
    for subject in ("case:1", "case:2", "case:3"):
        told = Audit.objects.filter(subject=subject).order_by("pk").values_list("reason", flat=True)
        assert list(told) == ["0", "1", "2", "3", "4"]


@pytest.mark.django_db(transaction=True)
def test_a_row_that_was_rolled_back_with_its_move_never_runs(reactions, seen):
    with transaction.atomic():
        ask("note")
        transaction.set_rollback(True)
    assert run_all(reactions) == 0
