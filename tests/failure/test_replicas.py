"""Two machines on one database: each serves pages and works off reactions; when one goes, the other goes on."""

import contextlib
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bench.installation import ROOT, Installation, free_port
from tests.failure import listener
from tests.failure.client import ROLES, Client
from tests.failure.running import PATIENCE_SECONDS, Running
from xinqiao.project.embedded import Embedded
from xinqiao.project.processes import die_with_parent

# A second machine shares the database and the keys; the folder of files is a shared one.
SHARED = ("keys", "files")


@pytest.fixture
def machines() -> Iterator[tuple[Installation, Installation]]:
    """Two installations that share the database of the first, as by the network."""
    with (
        Installation.prepared() as first,
        Installation.temporary() as second,
        Embedded(first.data, first.data / "run").attached(),
    ):
        url = f"postgresql://xinqiao@/xinqiao?host={first.data}/run"
        told = {"DATABASE_URL": url, "XINQIAO_DEMO": "1"}
        first, second = replace(first, extra=told), replace(second, extra=told)
        prepare(first)
        for name in SHARED:
            (first.data / name).mkdir(exist_ok=True)
            (second.data / name).symlink_to(first.data / name)
        shutil.copytree(first.data / "static", second.data / "static")
        yield first, second


def prepare(machine: Installation) -> None:
    for command in (("collectstatic", "--no-input"), ("city", "apply", str(ROOT / "cities" / "minimal"))):
        machine.run(*command)
    machine.run("demo", "people")


@contextlib.contextmanager
def running(machine: Installation, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of that machine."""
    process = subprocess.Popen(
        machine.command(*command), env=machine.environment, cwd=machine.source, stdin=subprocess.DEVNULL,
        start_new_session=True, preexec_fn=die_with_parent(signal.SIGTERM),
    )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def test_one_of_two_machines_is_enough_and_together_they_do_nothing_twice(
    machines: tuple[Installation, Installation],
):
    first, second = machines
    one, other, live = free_port(), free_port(), free_port()
    with (
        first.serving("serve", "--workers", "1", port=one),
        running(first, "worker") as worker,
        contextlib.ExitStack() as gone,
    ):
        serving = gone.enter_context(second.serving("serve", "--workers", "1", port=other))
        gone.enter_context(running(second, "worker"))
        tokens = {role: first.run("token", "issue", f"demo-{role}", "replicas").split()[-1] for role in ROLES}
        platform = Running(first, one, serving.pid, tokens)
        cookie = listener.sign_in(one, "demo-dispatcher")
        walkers = [Client(one, tokens), Client(other, tokens)]
        threads = [threading.Thread(target=walker.work, daemon=True) for walker in walkers]
        for thread in threads:
            thread.start()
        platform.await_recovery(walkers, time.monotonic())
        with running(second, "live", "--port", str(live)):
            until = time.monotonic() + PATIENCE_SECONDS
            assert listener.hears(live, cookie, "dispatch", until), (
                "what happens on one machine is not heard on the other"
            )

        # The second machine's worker goes on alone; then the first's comes back and the second machine goes.
        os.killpg(worker.pid, signal.SIGKILL)
        platform.await_recovery(walkers, time.monotonic())
        walkers[1].stop.set()
        threads[1].join(PATIENCE_SECONDS)
        with running(first, "worker"):
            gone.close()
            platform.await_recovery(walkers[:1], time.monotonic())
            walkers[0].stop.set()
            threads[0].join(PATIENCE_SECONDS)
            platform.await_silence()
        platform.account_for(walkers)
