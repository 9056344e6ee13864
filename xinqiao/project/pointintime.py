"""Back to a moment, for a PostgreSQL server that archives its log: base backups, and a platform recovered from them.

A base is a directory `base-<moment>`: `db` (by pg_basebackup) and `files.tar` (attachments, recordings, keys). The log
is what the server's archive_command keeps. Recovery makes a new data directory of both, as the platform was then.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from xinqiao.project import archive, directories, places, postgres
from xinqiao.project.embedded import SUPERUSER, Embedded
from xinqiao.project.postgres import PostgresError

NAME = re.compile(r"base-(\d{8}-\d{6})")
FORM = "%Y%m%d-%H%M%S"
FILES = "files.tar"
PATIENCE_SECONDS = 12 * 3600  # days of log take their time
TRUST = "local all all trust\n"  # on a socket that only its owner reaches


def take_base(shelf: Path) -> Path:
    """Make a base of the platform's server in that directory, whole or not at all. Its path; raises PostgresError."""
    draft = shelf / f".base-{os.getpid()}"
    draft.mkdir(mode=0o700)
    try:
        _copy_cluster(draft / "db")
        with archive.being_written(draft / FILES) as tar:
            for folder in archive.FOLDERS:
                archive.add_folder(tar, places.data_dir() / folder)
        final = shelf / f"base-{datetime.now(UTC):{FORM}}"  # only from its end on can it be recovered
        draft.rename(final)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return final


def _copy_cluster(target: Path) -> None:
    connection.ensure_connection()
    programs = postgres.for_dump(connection.connection.info.server_version // 10000)
    given, own = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    options = ["--pgdata", str(target), "--checkpoint=fast", "--wal-method=stream", "--no-password"]
    _run([programs.bin / "pg_basebackup", *given[1:-1], *options], own or {})


def bases(shelf: Path) -> list[tuple[datetime, Path]]:
    """The bases in the directory, each with the moment of its end; the oldest first."""
    named = [(NAME.fullmatch(path.name), path) for path in sorted(shelf.iterdir())]
    return [(datetime.strptime(name[1], FORM).replace(tzinfo=UTC), path) for name, path in named if name]


def prune(shelf: Path, keep: int, log: Path | None) -> Iterator[str]:
    """Remove all but the newest `keep` bases, and of the archived log what none of them needs. Says what went."""
    for _, path in bases(shelf)[:-keep]:
        shutil.rmtree(path)
        yield f"removed {path}"
    if log and (kept := bases(shelf)):
        cluster = kept[0][1] / "db"
        first = re.search(r"\(file ([0-9A-F]{24})\)", (cluster / "backup_label").read_text())
        if first:
            _run([postgres.for_server(cluster).bin / "pg_archivecleanup", str(log), first[1]])
            yield f"{log} now begins with {first[1]}"


def recover(shelf: Path, log: Path, moment: datetime | None, into: Path) -> datetime | None:
    """Make `into` a data directory: the platform as it was at `moment` (None: as late as the log reaches).

    Takes the newest base that had ended by then; `into` must be new or empty. Gives the time of the last move that
    came back. Raises PostgresError, ArchiveError.
    """
    fitting = [path for ended_at, path in bases(shelf) if moment is None or ended_at <= moment]
    if not fitting:
        raise PostgresError(f"no base in {shelf} had ended by {moment or 'now'}: choose a later moment, or make one")
    directories.prepare(into)
    if any(into.iterdir()):
        raise PostgresError(f"{into} is not empty: name a new directory")
    base = fitting[-1]
    _run([postgres.for_server(base / "db").bin / "pg_verifybackup", "--no-parse-wal", str(base / "db")])
    archive.unpack(base / FILES, into)
    shutil.copytree(base / "db", into / "db")
    return _replay(into, log.absolute(), moment)


def _replay(into: Path, log: Path, moment: datetime | None) -> datetime | None:
    """Run the server of `into` alone on a socket of its own until the log is replayed, then end it."""
    cluster, access = into / "db", into / "db" / "recovery_hba.conf"
    access.write_text(TRUST)
    (cluster / "recovery.signal").touch()
    for name, content in (("postgresql.conf", ""), ("pg_hba.conf", TRUST)):  # Debian keeps its own in /etc
        if not (cluster / name).exists():
            (cluster / name).write_text(content)
    _give_away(cluster)
    settings = {
        "restore_command": f'cp "{log}/%f" "%p"',
        "recovery_target_action": "promote",
        "hot_standby": "off",  # nobody is let in before the end, whatever the other server's limits were
        "archive_mode": "off",
        "hba_file": str(access),
    } | ({"recovery_target_time": moment.isoformat()} if moment else {})
    with Embedded(into, into / "run", settings, patience=PATIENCE_SECONDS).attached() as server:
        last = _last_move(server)
    access.unlink()
    return last


def _give_away(cluster: Path) -> None:
    """To the account that runs the server."""
    cluster.chmod(0o700)
    if owner := postgres.account():
        for path in [cluster, *cluster.rglob("*")]:
            os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)


def _last_move(server: Embedded) -> datetime | None:
    with server.connect(connection.settings_dict["NAME"], SUPERUSER) as database:
        found = database.execute("SELECT max(recorded_at) FROM cases_event").fetchone()
    return found[0] if found else None


def _run(command: list[str | Path], environment: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ) | dict(environment or {}))
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise PostgresError(f"{Path(command[0]).name}: {lines[0]}")
