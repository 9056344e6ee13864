"""A restore for practice: the backup becomes a platform in a scratch directory, which is examined and removed."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from xinqiao.project import shelf
from xinqiao.project.embedded import Embedded


class NotEqual(Exception):
    """The rehearsal failed; the text says at which step and why."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What the steps told."""

    restored: str
    checked: str
    attachments: int


def rehearse(backup: Path, *, scratch: Path | None = None, passphrase_file: Path | None = None) -> Rehearsed:
    """Restore the backup beside the platform, bring it up to date, check it. Raises NotEqual.

    The restore compares every table's rows and hash and every file's hash with the manifest; `check` replays every
    history; then each attachment that the database knows must be there. Always on an embedded database of its own.
    """
    data = Path(tempfile.mkdtemp(prefix="xinqiao-drill-", dir=scratch))
    sealed = ["--passphrase-file", str(passphrase_file)] if passphrase_file else []
    try:
        restored = _run(data, "restore", str(backup), *sealed)
        _run(data, "migrate", "--verbosity", "0")
        checked = _run(data, "check")
        return Rehearsed(restored.splitlines()[-1], checked.splitlines()[-1], _attachments(data))
    finally:
        shutil.rmtree(data, ignore_errors=True)


def _run(data: Path, *command: str) -> str:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "XINQIAO_SUPERVISED"}}
    program = [sys.executable, "-m", "xinqiao.project.cli", "--data", str(data), *command]
    done = subprocess.run(program, env=kept, capture_output=True, text=True)
    if done.returncode:
        told = (done.stdout + done.stderr).strip().splitlines() or ["it said nothing"]
        raise NotEqual(f"{command[0]}: {told[-1]}")
    return done.stdout


def _attachments(data: Path) -> int:
    """How many attachments the restored database knows. Raises NotEqual when the content of one is not there."""
    database = Embedded(data, data / "run")
    with database.attached(), database.connect() as server:
        question = "SELECT DISTINCT sha256 FROM files_storedfile WHERE erased_at IS NULL"
        known = [row[0] for row in server.execute(question).fetchall()]
    missing = [name for name in known if not (data / "files" / name[:2] / name[2:4] / name).exists()]
    if missing:
        raise NotEqual(f"{len(missing)} of {len(known)} attachments are not in the backup, the first is {missing[0]}")
    return len(known)


def chosen(place: Path | None, last: str | None) -> Path:
    """The backup to rehearse: the named file, the newest of the named directory, or the last that was made here.

    Raises NotEqual when there is none.
    """
    asked = place or (Path(last) if last else None)
    found = shelf.newest(asked.absolute()) if asked else None
    if found is None:
        raise NotEqual(f"no backup in {asked}" if asked else "no backup was made here: run xinqiao backup DIR first")
    return found
