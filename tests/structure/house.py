"""The house as the structure tests read it: its files, its modules, its contract."""

import ast
import subprocess
from collections.abc import Iterator
from configparser import ConfigParser
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "xinqiao"


@dataclass(frozen=True)
class Module:
    """A Python file of the house."""

    path: Path

    @property
    def name(self) -> str:
        """Its path below the root, as a person would name it."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def at(self, node: ast.AST) -> str:
        """Where a node stands: file and line."""
        return f"{self.name}:{getattr(node, 'lineno', 0)}"


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the package but migrations, which are written by a program."""
    return tuple(Module(path) for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts)


@cache
def kept_files() -> tuple[Path, ...]:
    """What the repository holds, or would hold with the next commit; every file where there is no repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        return tuple(path for path in sorted(ROOT.rglob("*")) if path.is_file())
    paths = (ROOT / name for name in sorted(set(listed.stdout.split("\0"))) if name)
    return tuple(path for path in paths if path.is_file())


def texts() -> Iterator[tuple[str, str]]:
    """Name and content of every kept file that is text."""
    for path in kept_files():
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def contract(section: str, option: str) -> list[str]:
    """The lines of an option of the import contract."""
    read = ConfigParser()
    read.read(ROOT / ".importlinter")
    return read[f"importlinter:contract:{section}"][option].split("\n")[1:]


def floors() -> dict[str, int]:
    """Package -> its layer in the contract, the lowest layer 0. Packages on one layer are strangers."""
    layers = [[name.strip(" ()") for name in line.split("|")] for line in contract("house", "layers")]
    return {name: height for height, layer in enumerate(reversed(layers)) for name in layer}
