"""The repository's history, read only: nothing is checked out and no branch moves."""

import subprocess
from pathlib import Path

from bench.installation import ROOT

MIGRATIONS = ":(glob)xinqiao/**/migrations/*.py"


def commits_with_migrations() -> list[str]:
    """The commits that touched a migration, newest first; the working tree itself is not among them."""
    return git("log", "--format=%H", "--", MIGRATIONS).decode().split()


def has_new_migrations() -> bool:
    """Whether the working tree has migrations that no commit has yet, or other ones."""
    return bool(git("status", "--porcelain", "--", MIGRATIONS).strip())


def export(commit: str, directory: Path) -> Path:
    """The tree of the commit, written below `directory`."""
    directory.mkdir(parents=True, exist_ok=True)
    subprocess.run(["tar", "-x", "-C", directory], input=git("archive", "--format=tar", commit), check=True)
    return directory


def git(*arguments: str) -> bytes:
    """What git prints. Raises CalledProcessError when this is no repository."""
    return subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, check=True).stdout
