"""The doctor: finds what is wrong, says what to do, and never a word about a citizen."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from tests.factories import registered
from xinqiao.deadlines import calendar as days
from xinqiao.deadlines.models import CalendarYear
from xinqiao.outbox.models import Row
from xinqiao.project import records, seals, vitals
from xinqiao.project.health import database, examination, hall, outside, queues, storage
from xinqiao.project.health.finding import Finding, State

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def data(tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory of the test's own, beside the session's database."""
    monkeypatch.setenv("XINQIAO_DATA", str(tmp_path))
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    tmp_path.chmod(0o700)
    (tmp_path / "keys").mkdir(mode=0o700)
    return tmp_path


def ask(question: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(question, values)


def a_job(task: str, status: str, *, worker_seen: timedelta | None = None, succeeded: timedelta | None = None) -> None:
    with connection.cursor() as cursor:
        worker = None
        if worker_seen is not None:
            seen_at = timezone.now() - worker_seen
            cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", [seen_at])
            worker = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id)"
            " VALUES ('default', %s, %s, %s) RETURNING id",
            [task, status, worker],
        )
        if succeeded is not None:
            cursor.execute(
                "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, 'succeeded', %s)",
                [cursor.fetchone()[0], timezone.now() - succeeded],
            )


class TestQueues:
    def test_an_empty_outbox_is_well(self):
        assert queues.outbox().state is State.OK

    def test_a_parked_row_is_a_failure_with_the_way_out(self):
        Row.objects.create(subject="case:1", verb="register", ref=1, parked_at=timezone.now())
        assert (queues.outbox().state, "outbox retry" in queues.outbox().advice) == (State.FAIL, True)

    def test_a_row_that_waits_long_is_a_warning(self):
        Row.objects.create(subject="case:1", verb="register", ref=1, enqueued_at=timezone.now() - timedelta(minutes=2))
        assert queues.outbox().state is State.WARN

    @pytest.mark.parametrize(("seen", "state"), [(5, State.OK), (60, State.WARN), (None, State.WARN)])
    def test_a_worker_reports_or_is_missed(self, seen: int | None, state: State):
        if seen is not None:
            ask("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)",
                timezone.now() - timedelta(seconds=seen))  # fmt: skip
        assert queues.worker().state is state

    def test_a_job_in_dead_hands_and_one_that_failed_are_told(self):
        assert queues.jobs().state is State.OK
        a_job("some", "failed")
        assert "1 failed" in queues.jobs().detail
        a_job("some", "doing", worker_seen=timedelta(minutes=5))
        assert "dead worker" in queues.jobs().detail

    def test_a_sweep_is_late_by_what_has_passed_since_it_was_due(self):
        [task] = [key[0] for key in vitals.app.periodic_registry.periodic_tasks if key[1] == "auto_sign"]
        assert queues.sweeps().state is State.OK
        a_job(task, "succeeded", succeeded=timedelta(minutes=20))
        lag = vitals.sweep_lags(timezone.now())["auto_sign"]
        assert lag is not None
        assert timedelta(minutes=19) <= lag <= timedelta(minutes=20)
        assert (queues.sweeps().state, "auto_sign" in queues.sweeps().detail) == (State.WARN, True)
        a_job(task, "succeeded", succeeded=timedelta(seconds=1))
        assert queues.sweeps().state is State.OK


class TestStorage:
    def test_a_data_directory_that_others_may_read_is_told(self, data: Path):
        assert storage.data_directory().state is State.OK
        data.chmod(0o744)
        assert (storage.data_directory().state, "chmod" in storage.data_directory().advice) == (State.WARN, True)
        data.chmod(0o777)
        assert storage.data_directory().state is State.FAIL

    def test_a_key_that_others_may_read_is_named(self, data: Path, settings):
        settings.KEYRING = data / "keys" / "keyring.json"
        key = data / "keys" / "anchor"
        key.write_text("secret-of-the-test")
        key.chmod(0o644)

        finding = storage.keys()
        assert (finding.state, "anchor" in finding.detail) == (State.FAIL, True)
        assert "secret-of-the-test" not in finding.detail
        key.chmod(0o600)
        assert storage.keys().state is State.OK

    def test_a_file_folder_that_cannot_be_written_is_told(self, data: Path):
        assert storage.files().state is State.OK
        (data / "files").rmdir()
        (data / "files").write_text("in the way")
        assert storage.files().state is State.FAIL

    @pytest.mark.parametrize(("free", "state"), [(5e8, State.FAIL), (5e9, State.WARN), (5e11, State.OK)])
    def test_a_full_disk_is_seen_before_it_is_full(self, monkeypatch, free: float, state: State):
        usage = type("Usage", (), {"free": free, "total": 1e12})
        monkeypatch.setattr(storage.shutil, "disk_usage", lambda place: usage)
        assert storage.disk_space().state is state


class TestHall:
    def test_a_year_that_deadlines_reach_and_nobody_entered_is_a_failure(self):
        CalendarYear.objects.filter(year__gte=timezone.localdate().year).delete()
        days.forget()
        assert hall.calendar().state is State.FAIL

    def test_next_year_is_asked_for_once_it_is_published(self, time_machine):
        CalendarYear.objects.filter(year=2027).delete()
        days.forget()
        time_machine.move_to(datetime(2026, 6, 1, 9, tzinfo=UTC))
        assert hall.calendar().state is State.OK
        time_machine.move_to(datetime(2026, 11, 16, 9, tzinfo=UTC))
        assert hall.calendar().state is State.WARN

    def test_a_rehearsal_that_was_left_on_is_a_failure(self, settings):
        settings.DEMO = True
        assert hall.modes().state is State.FAIL
        settings.DEMO, settings.HTTPS = False, True
        assert hall.modes().state is State.OK


class TestOutside:
    @pytest.mark.parametrize(("hours", "state"), [(2, State.OK), (30, State.WARN), (100, State.FAIL)])
    def test_a_backup_grows_old(self, data: Path, time_machine, hours: int, state: State):
        assert outside.backup().state is State.WARN
        records.remember("backup", file="/backup/a.tar")
        time_machine.move_to(datetime.now(UTC) + timedelta(hours=hours))
        assert outside.backup().state is state

    def test_a_drill_that_failed_is_a_failure_until_one_succeeds(self, data: Path):
        assert outside.drill().state is State.WARN
        records.remember("drill_failed", why="table cases_case: 3 rows instead of 4")
        assert (outside.drill().state, "3 rows instead of 4" in outside.drill().detail) == (State.FAIL, True)
        records.remember("drill", file="/backup/a.tar")
        assert outside.drill().state is State.OK

    @pytest.mark.parametrize(("status", "state"), [(401, State.OK), (500, State.FAIL), (200, State.FAIL)])
    def test_the_stream_is_looked_for_where_it_was_started(self, data: Path, answering, status: int, state: State):
        assert outside.live().state is State.WARN
        records.remember("live", host="127.0.0.1", port=answering(status))
        assert outside.live().state is state

    def test_a_stream_that_is_gone_is_a_warning(self, data: Path):
        records.remember("live", host="127.0.0.1", port=1)
        assert outside.live().state is State.WARN

    def test_an_origin_that_cannot_be_reached_is_a_warning(self, settings):
        assert outside.certificate().state is State.OK
        settings.CSRF_TRUSTED_ORIGINS = ["https://127.0.0.1:1"]
        assert outside.certificate().state is State.WARN


@pytest.fixture
def answering() -> Iterator[Callable[[int], int]]:
    """Starts a server that answers everything with that status; gives its port."""
    servers: list[HTTPServer] = []

    def start(status: int) -> int:
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing to tell."""

        servers.append(HTTPServer(("127.0.0.1", 0), Answer))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return servers[-1].server_port

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_the_whole_examination_tells_nothing_of_a_citizen(data: Path, capsys: pytest.CaptureFixture[str]):
    registered(name="郝先生", phone="13900004321", text="小区北侧夜间施工")
    with pytest.raises(SystemExit):
        call_command("doctor", "--json")
    told = capsys.readouterr().out
    assert {finding["state"] for finding in json.loads(told)} <= set(State)
    for canary in ("郝先生", "13900004321", "夜间施工"):
        assert canary not in told


def test_everything_that_is_wrong_comes_with_advice(data: Path):
    assert [
        finding.what for finding in examination.examine() if finding.state is not State.OK and not finding.advice
    ] == []


def test_a_check_that_breaks_does_not_hide_the_others(monkeypatch: pytest.MonkeyPatch):
    def break_() -> Finding:
        raise RuntimeError("for 郝先生")

    monkeypatch.setattr(examination, "CHECKS", (break_, database.migrations))
    broken, fine = examination.examine()
    assert (broken.state, fine.state) == (State.FAIL, State.OK)
    assert "郝先生" not in broken.detail


def test_the_session_of_tests_is_seen_to_be_unsafe():
    """Its database is quick rather than safe; with another one this says nothing."""
    if os.environ.get("DATABASE_URL"):
        pytest.skip("a server of its own")
    assert database.safe_settings().state is State.FAIL


def test_the_keys_of_this_session_open_what_is_sealed():
    registered(name="郝先生", phone="13900004321")
    assert storage.keyring().state is State.OK
    assert seals.anything_sealed()
