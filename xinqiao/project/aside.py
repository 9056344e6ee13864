"""What a restore replaces waits aside, schema and folders, until the new state is proven; from there it comes back.

Schema and folders cannot change in one step. The schema decides: while it is there, the restore is unfinished
and all of it is undone, folders first; once it is gone, the restore is done and its directories are waste.
"""

import shutil
from pathlib import Path
from tempfile import mkdtemp

import psycopg

from xinqiao.project import archive

SCHEMA = "before_restore"
DIRECTORIES = "restore-*"  # below the data directory; each holds what is unpacked, and `before`
TOLD = "an interrupted restore was found: what was there before it is back"


def recover_interrupted_restore(server: psycopg.Connection, data: Path) -> bool:
    """Undo a restore that died, and clear away its directories. True when something was put back.

    The caller holds the data directory (preparation.only_one), the connection commits by itself.
    """
    unfinished = is_unfinished(server)
    if unfinished:
        put_back(server, data)
    _sweep(data)
    return unfinished


def is_unfinished(server: psycopg.Connection) -> bool:
    """Whether a restore began here and neither ended nor was undone."""
    return server.execute("SELECT to_regnamespace(%s) IS NOT NULL", [SCHEMA]).fetchone() == (True,)


def set_database_aside(server: psycopg.Connection) -> None:
    """Empty the schema public; what was in it waits."""
    with server.transaction():
        server.execute(f"ALTER SCHEMA public RENAME TO {SCHEMA}")
        server.execute("CREATE SCHEMA public")


def make_workplace(data: Path) -> Path:
    """A directory to unpack into, on the disk of the folders that it will replace."""
    workplace = Path(mkdtemp(dir=data, prefix=DIRECTORIES.rstrip("*")))
    (workplace / "before").mkdir()
    return workplace


def swap_folders(workplace: Path, data: Path) -> None:
    """Put the unpacked folders in the place of the present ones, which wait in `before`; one that is not there, empty."""
    for name in archive.FOLDERS:
        (data / name).mkdir(mode=0o700, exist_ok=True)
        (workplace / name).mkdir(exist_ok=True)
        (workplace / name).chmod(0o700)
        (data / name).rename(workplace / "before" / name)
        (workplace / name).rename(data / name)


def put_back(server: psycopg.Connection, data: Path) -> None:
    """Bring folders and schema back as they were. Dying within it leaves what the next call needs."""
    for folder in data.glob(f"{DIRECTORIES}/before/*"):
        if (data / folder.name).exists():
            shutil.rmtree(data / folder.name)
        folder.rename(data / folder.name)
    with server.transaction():
        server.execute("DROP SCHEMA IF EXISTS public CASCADE")
        server.execute(f"ALTER SCHEMA {SCHEMA} RENAME TO public")
    _sweep(data)


def finish(server: psycopg.Connection, data: Path) -> None:
    """The new state is proven: drop what waited."""
    server.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
    _sweep(data)


def _sweep(data: Path) -> None:
    for directory in data.glob(DIRECTORIES):
        shutil.rmtree(directory, ignore_errors=True)
