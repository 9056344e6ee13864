"""Data directories that the database's account can enter (pytest's own are closed to others)."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.installation import fill
from tests.failure.family import kill
from tests.fixtures.city import city  # noqa: F401 - a fixture
from xinqiao.project.embedded import Embedded
from xinqiao.project.processes import living_in

FAST = {"fsync": "off", "shared_buffers": "16MB"}
ROOT = Path(__file__).parents[2]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty directory of root's or the user's, passable."""
    directory = Path(tempfile.mkdtemp(prefix="xinqiao-place-"))
    directory.chmod(0o711)
    yield directory
    for database in directory.rglob("PG_VERSION"):
        if database.parent.name == "db":
            data = database.parents[1]
            Embedded(data, data / "run").stop()
            kill(living_in(database.parent))
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
def database(place: Path) -> Embedded:
    """The embedded database of a new data directory, not started."""
    return Embedded(place / "data", place / "data" / "run", FAST)


@pytest.fixture
def migrated(place: Path) -> Path:
    """The data directory of a migrated platform of the test's own."""
    fill(place / "data")
    return place / "data"


@pytest.fixture
def own_environment(place: Path) -> dict[str, str]:
    """What the commands of an installation of its own see, apart from this session's."""
    return _environment(place / "data")


@pytest.fixture
def xinqiao(own_environment: dict[str, str]) -> Run:
    """Runs a command of `xinqiao` on a data directory of its own; gives what it printed and its exit code."""

    def run(*arguments: str | Path, data: Path | None = None) -> subprocess.CompletedProcess[str]:
        return _run(own_environment | ({"XINQIAO_DATA": str(data)} if data else {}), *arguments)

    return run


def _environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XINQIAO_", "DJANGO_"))}
    return kept | {"XINQIAO_DATA": str(data), "XINQIAO_LOG": "WARNING"}


def _run(environment: dict[str, str], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "xinqiao.project.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, timeout=120)
