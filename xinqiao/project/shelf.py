"""The directory where backups wait: what they are called there, which is the newest, which may go."""

import os
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from xinqiao.project import envelope

NAME = re.compile(r"xinqiao-\d{8}-\d{6}\.tar")
FILE_NAMED_BY = "XINQIAO_BACKUP_PASSPHRASE_FILE"


def name(now: datetime) -> str:
    """What a backup made now is called; names sort by age. In UTC, so that no hour comes twice."""
    return f"xinqiao-{now.astimezone(UTC):%Y%m%d-%H%M%S}.tar"


def backups(directory: Path) -> list[Path]:
    """What lies there under such a name, the oldest first."""
    return sorted(path for path in directory.iterdir() if NAME.fullmatch(path.name))


def newest(place: Path) -> Path | None:
    """The file itself, or the newest backup of the directory."""
    if place.is_dir():
        return next(reversed(backups(place)), None)
    return place if place.exists() else None


def prune(directory: Path, keep: int) -> Iterator[Path]:
    """Remove all but the newest `keep` backups; anything else that lies there stays. Gives what went."""
    for path in backups(directory)[:-keep]:
        path.unlink()
        yield path


def add_passphrase_option(parser: ArgumentParser) -> None:
    """`--passphrase-file FILE`, else the environment's."""
    parser.add_argument("--passphrase-file", type=Path, help=f"its first line seals the backup (or {FILE_NAMED_BY})")


def passphrase(file: Path | None) -> str:
    """The passphrase of the named file, else of the environment's; "" for neither. Raises EnvelopeError."""
    named = file or (Path(os.environ[FILE_NAMED_BY]) if os.environ.get(FILE_NAMED_BY) else None)
    return envelope.read_passphrase(named) if named else ""
