"""A platform of the test's own, that it may break, with clients at work on it."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest

from bench.installation import Installation, free_port
from tests.failure.client import ROLES, Client
from tests.failure.running import Running

Up = Callable[[Installation], AbstractContextManager[Running]]
AtWork = Callable[[Running], AbstractContextManager[list[Client]]]


@pytest.fixture
def up() -> Up:
    """`with up(installation) as platform`: the demo without cases, one token for each role."""
    return _up


@contextlib.contextmanager
def _up(installation: Installation) -> Iterator[Running]:
    port = free_port()
    arguments = ("up", "--demo", "--city", "minimal", "--quiet-city")
    with installation.serving(*arguments, port=port) as process:
        with ThreadPoolExecutor(2) as pool:
            made = pool.map(
                lambda role: installation.run("token", "issue", f"demo-{role}", "failure").split()[-1], ROLES
            )
        yield Running(installation, port, process.pid, dict(zip(ROLES, made, strict=True)))


@pytest.fixture
def at_work() -> AtWork:
    """`with at_work(platform) as clients`: two clients that walk cases until the block ends."""
    return _at_work


@contextlib.contextmanager
def _at_work(platform: Running) -> Iterator[list[Client]]:
    clients = [Client(platform.port, platform.tokens) for _ in range(2)]
    threads = [threading.Thread(target=client.work, daemon=True) for client in clients]
    for thread in threads:
        thread.start()
    try:
        yield clients
    finally:
        for client in clients:
            client.stop.set()
        for thread in threads:
            thread.join(120)
    assert not any(thread.is_alive() for thread in threads), "a case in hand was not finished within two minutes"
