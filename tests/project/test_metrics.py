"""/metrics: right across processes, cheap, and only for whoever operates the platform."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from tests.factories import registered
from xinqiao.outbox.models import Row
from xinqiao.project.metrics import counted, told

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(told, "KEPT_SECONDS", -1.0)


def read(client: Client, **headers: str) -> dict[str, dict[tuple[str, ...], float]]:
    """Name -> values of the labels -> figure."""
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(answer.content.decode()):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sample.labels.values())] = sample.value
    return found


def test_outbox_and_cases_are_told(client: Client):
    registered()
    old = timezone.now() - timedelta(minutes=5)
    Row.objects.all().delete()
    Row.objects.create(subject="case:1", verb="register", ref=1, enqueued_at=old)
    Row.objects.create(subject="case:2", verb="register", ref=2, parked_at=old)
    figures = read(client)
    assert figures["xinqiao_outbox_rows"][()] == 2
    assert figures["xinqiao_outbox_parked"][()] == 1
    assert 300 <= figures["xinqiao_outbox_oldest_seconds"][()] < 400
    assert figures["xinqiao_cases"][("registered",)] == 1
    assert figures["xinqiao_database_up"][()] == 1


def test_every_request_is_counted_by_route_and_status(client: Client):
    before = read(client).get("xinqiao_request_seconds_count", {}).get(("people:sign_in", "200"), 0)
    client.get("/sign-in/?next=/cases/13900004321/")
    answer = client.get("/metrics").content.decode()
    assert read(client)["xinqiao_request_seconds_count"][("people:sign_in", "200")] == before + 1
    assert "13900004321" not in answer


def test_the_database_is_asked_once_however_often_monitoring_asks(client: Client, monkeypatch: pytest.MonkeyPatch):
    read(client)
    monkeypatch.setattr(told, "KEPT_SECONDS", 60.0)
    with CaptureQueriesContext(connection) as queries:
        for _ in range(5):
            read(client)
    assert len(queries) == 0


def test_without_the_database_the_rest_is_told(client: Client, monkeypatch: pytest.MonkeyPatch):
    def refuse() -> None:
        raise told.Error

    monkeypatch.setattr(told.vitals, "outbox", refuse)
    figures = read(client)
    assert figures["xinqiao_database_up"][()] == 0
    assert "xinqiao_outbox_rows" not in figures
    assert figures["xinqiao_disk_free_bytes"][()] > 0


class TestWhoMayRead:
    def test_a_program_of_this_machine(self, client: Client):
        assert client.get("/metrics").status_code == 200

    def test_not_one_elsewhere(self, client: Client):
        assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 404

    def test_not_one_behind_the_proxy_of_this_machine(self, client: Client):
        assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 404

    @pytest.mark.parametrize(("shown", "status"), [("Bearer right", 200), ("Bearer wrong", 404), ("", 404)])
    def test_where_a_token_is_set_who_shows_it(self, client: Client, settings, shown: str, status: int):
        settings.METRICS_TOKEN = "right"
        assert client.get("/metrics", headers={"Authorization": shown}).status_code == status


COUNT = "import os; from xinqiao.project.metrics.counted import REQUEST_SECONDS as r; r.labels('home','200').observe(1)"
HOLD = """
from prometheus_client import Gauge
import os, signal
Gauge("xinqiao_live_listeners", "", multiprocess_mode="livesum").inc(3)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_several_processes_are_added_up_and_the_dead_hold_no_listeners(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(counted.DIRECTORY, str(tmp_path))
    for program in (COUNT, COUNT, HOLD):
        subprocess.run([sys.executable, "-c", program], env=dict(os.environ), check=program is COUNT)
    families = {family.name: family for family in counted.registry().collect()}
    [count] = [one for one in families["xinqiao_request_seconds"].samples if one.name.endswith("_count")]
    assert count.value == 2
    assert "xinqiao_live_listeners" not in families
