"""What benchmarks share: a stack to measure, arms that take turns, medians, the last line."""

import argparse
import contextlib
import json
import os
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.installation import ROOT, Installation, free_port

WORKERS = 2


@dataclass(frozen=True)
class Stack:
    """A served installation with the minimal city and its demo people; `dsn` reaches its database."""

    installation: Installation
    port: int
    dsn: str

    @property
    def cluster(self) -> Path | None:
        """The database's own directory; None on a server that DATABASE_URL names."""
        return None if "DATABASE_URL" in self.installation.extra else self.installation.data / "db"


@contextlib.contextmanager
def stack() -> Iterator[Stack]:
    """Serve an installation of its own, on DATABASE_URL if that is set: give it an empty database then.

    No worker runs: what follows a move is not what is measured.
    """
    url = os.environ.get("DATABASE_URL")
    extra = {"XINQIAO_DEMO": "1"} | ({"DATABASE_URL": url} if url else {})
    with Installation.prepared(extra) as installation:
        tell("preparing the database")
        installation.run("city", "apply", str(ROOT / "cities" / "minimal"))
        installation.run("demo", "people")
        port = free_port()
        with installation.serving("serve", "--workers", str(WORKERS), port=port, path="/api/v1/openapi.json"):
            yield Stack(installation, port, url or f"host={installation.data}/run dbname=xinqiao user=xinqiao")


def alternate(arms: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Run every arm in turn, so many rounds: a machine that gets slower does so for all of them."""
    found: dict[str, list[float]] = {name: [] for name in arms}
    for number in range(rounds):
        for name, arm in arms.items():
            found[name].append(arm())
            tell(f"round {number + 1} of {rounds}: {name} {found[name][-1]:,.0f}/s")
    return found


def medians(found: Mapping[str, list[float]]) -> dict[str, float]:
    """The median of each arm."""
    return {name: statistics.median(values) for name, values in found.items()}


def is_quick(description: str) -> bool:
    """Whether `--quick` was asked: fewer and shorter rounds, for a first look and for the continuous build."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    return bool(parser.parse_args().quick)


def tell(line: str) -> None:
    """Progress, on the error stream."""
    print(f"  {line} …", file=sys.stderr, flush=True)


def finish(name: str, **figures: Any) -> None:
    """The last line: one JSON object."""
    print(json.dumps({"bench": name, **figures}, ensure_ascii=False))
