"""Pytest plugin: gives a test session a data directory of its own before the settings are read."""

import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from xinqiao.project.embedded import Embedded
from xinqiao.vault.keys import ensure_keyring

MARK = "XINQIAO_TEST_SESSION"  # set by the session that made the directory, inherited by its parallel workers


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """Runs before pytest-django reads the settings, which make the installation's secret."""
    if MARK not in os.environ:
        directory = tempfile.mkdtemp(prefix="xinqiao-tests-")
        os.environ |= {MARK: str(os.getpid()), "XINQIAO_DATA": directory}
    return (yield)


def pytest_sessionstart() -> None:
    """The session's keyring: nothing but the preparation of an installation makes one."""
    ensure_keyring()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The session that made the directory stops its database and removes it."""
    if os.environ.get(MARK) == str(os.getpid()):
        data = Path(os.environ["XINQIAO_DATA"])
        if (data / "db").exists():
            Embedded.here().stop()
        shutil.rmtree(data, ignore_errors=True)


def session_database() -> Embedded:
    """The session's database, quick rather than safe: a crash may lose it. Starting it twice is harmless."""
    return Embedded.here(fsync="off", synchronous_commit="off", full_page_writes="off", max_connections="200")
