"""A city folder of the test's own, whole until the test writes into it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.city import city  # noqa: F401 - a fixture

CITIES = Path(__file__).resolve().parents[2] / "cities"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the minimal city."""
    return Path(shutil.copytree(CITIES / "minimal", tmp_path / "minimal"))


@pytest.fixture
def rewrite(folder: Path) -> Callable[[str, str, str], None]:
    """Replace a piece of one of the folder's files; the piece has to be there."""

    def replace(file: str, old: str, new: str) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text, f"{file} does not hold {old!r}"
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


@pytest.fixture
def append(folder: Path) -> Callable[[str, str], None]:
    """Add a line to one of the folder's files."""

    def add(file: str, line: str) -> None:
        with (folder / file).open("a", encoding="utf-8") as open_file:
            open_file.write(line + "\n")

    return add
