"""What operation remembers between commands, beside the database: the last backup, the last drill, who serves where.

Small JSON files in the data directory; they must be readable when the database is not.
"""

import json
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from xinqiao.project import places

FOLDER = "records"


@dataclass(frozen=True, slots=True)
class Record:
    """When it was, and what was said of it."""

    at: datetime
    facts: dict[str, Any]


def remember(name: str, **facts: Any) -> None:
    """Write the record anew; the last one wins. An unwritable data directory raises OSError."""
    folder = places.data_dir() / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=folder, delete=False) as draft:
        json.dump({"at": datetime.now(UTC).isoformat(), **facts}, draft, ensure_ascii=False)
    os.replace(draft.name, _path(name))


def recall(name: str) -> Record | None:
    """The record of that name; None when there is none that can be read."""
    try:
        facts = json.loads(_path(name).read_text())
        return Record(datetime.fromisoformat(facts.pop("at")), facts)
    except (OSError, ValueError, KeyError, AttributeError):
        return None


def _path(name: str) -> Path:
    return places.data_dir() / FOLDER / f"{name}.json"
