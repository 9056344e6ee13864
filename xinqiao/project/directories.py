"""Directories of an installation: each opened no wider than its user needs."""

import contextlib
import errno
import fcntl
import os
import pwd
import subprocess
from collections.abc import Iterator
from pathlib import Path

from xinqiao.project import postgres
from xinqiao.project.postgres import PostgresError


def prepare(data: Path) -> None:
    """Make the data directory, for its user alone; root's lets the database's account pass through.

    Raises PostgresError when it cannot be made or written.
    """
    with explained(data, "choose another with --data DIR"):
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = data.stat().st_mode & 0o777
        if os.geteuid() == 0 and not mode & 0o001:
            data.chmod(mode | 0o011)
    if not os.access(data, os.W_OK | os.X_OK):
        raise PostgresError(f"data directory {data} is not writable: choose another with --data DIR")


def check_passage(data: Path, owner: pwd.struct_passwd | None) -> None:
    """Raise PostgresError when the account of root's database cannot enter the data directory."""
    if owner is None:
        return
    if subprocess.run(["test", "-x", data], **postgres.as_account(owner)).returncode:
        raise PostgresError(
            f"PostgreSQL does not run as root but as {owner.pw_name}, who cannot enter {data}: "
            "choose a directory outside private homes with --data DIR, or run as an ordinary user"
        )


def own(path: Path, owner: pwd.struct_passwd | None) -> None:
    """Make a directory for one account alone (None: oneself); one that somebody else made is refused."""
    user, group = (owner.pw_uid, owner.pw_gid) if owner else (os.geteuid(), os.getegid())
    with explained(path):
        path.parent.mkdir(mode=0o711, exist_ok=True)
        try:
            path.mkdir(mode=0o700)
            os.chown(path, user, group)
        except FileExistsError:
            kept = path.lstat()
            if path.is_symlink() or not path.is_dir() or kept.st_uid != user or kept.st_mode & 0o077:
                raise PostgresError(f"{path} is somebody else's or open to others: remove it, start again") from None


@contextlib.contextmanager
def locked(path: Path, kind: int) -> Iterator[int]:
    """Hold the lock file (fcntl.LOCK_EX or LOCK_SH); gives its descriptor. Waits for other holders."""
    with explained(path), os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600)) as file:
        fcntl.flock(file, kind)
        yield file.fileno()


@contextlib.contextmanager
def explained(path: Path, advice: str = "") -> Iterator[None]:
    """Turn the operating system's refusals (disk full, not permitted) into a clear PostgresError."""
    try:
        yield
    except OSError as error:
        advice = advice or ("free some space" if error.errno == errno.ENOSPC else "check its owner and permissions")
        raise PostgresError(f"{error.filename or path}: {error.strerror}: {advice}") from error
