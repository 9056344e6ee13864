"""What the processes that serve pages count by themselves, together: each writes its part into a shared directory."""

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import REGISTRY

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"  # the library's name; it must be set before the library is imported
LIVE_PART = re.compile(r"gauge_live\w*_(\d+)\.db")

REQUEST_SECONDS = Histogram(
    "xinqiao_request_seconds",
    "Time to answer a request, by route and status.",
    ["route", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


@contextlib.contextmanager
def shared() -> Iterator[str]:
    """The directory in which the processes started within the block count; one of its own unless one is set."""
    if given := os.environ.get(DIRECTORY):
        Path(given).mkdir(mode=0o700, parents=True, exist_ok=True)
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="xinqiao-metrics-") as own:
        os.environ[DIRECTORY] = own
        try:
            yield own
        finally:
            del os.environ[DIRECTORY]


def registry() -> CollectorRegistry:
    """All parts added up; what this process counts alone where no directory is shared (tests)."""
    directory = os.environ.get(DIRECTORY)
    if not directory:
        return REGISTRY
    for part in Path(directory).glob("gauge_live*.db"):
        found = LIVE_PART.fullmatch(part.name)
        if found and not Path(f"/proc/{found[1]}").exists():  # killed: nobody else takes its listeners off
            mark_process_dead(int(found[1]), directory)
    together = CollectorRegistry()
    MultiProcessCollector(together, directory)
    return together
