"""What every page of every role costs in a ledger of 100,000 cases, as times a page with nothing on it.

`python -m bench.pages [--quick]`. The ledger is a city's last month as the simulator tells it, written in bulk; somebody of each
role goes along the links, and of every kind of page the dearest counts. At most six times is asked.
"""

import json
import subprocess
import sys
from typing import Any

from bench import harness
from bench.installation import ROOT, Installation

DAYS, SCALE, QUICK_DAYS = 30, 14, 5  # Jiayuguan has some 7,700 cases a month
REQUESTS, QUICK_REQUESTS = 5, 2
MOST_SHOWN = 12


def main() -> None:
    """Measure and print."""
    quick = harness.is_quick("every page in a large ledger, against an empty page")
    with Installation.prepared({"XINQIAO_DEMO": "1"}) as installation:
        _fill(installation, *((QUICK_DAYS, 1) if quick else (DAYS, SCALE)))
        found = _crawled(installation, *([str(QUICK_REQUESTS), "once"] if quick else [str(REQUESTS)]))
    pages = found["pages"]
    dearest = sorted(pages.items(), key=lambda one: -one[1][0])
    harness.finish(
        "pages",
        worst_ratio=dearest[0][1][0],
        worst_page=dearest[0][0],
        worst_ms=round(1000 * max(seconds for _, seconds, _ in pages.values())),
        pages=len(pages),
        cases=found["cases"],
        dearest={
            name: {"times": one[0], "ms": round(1000 * one[1]), "by": one[2]} for name, one in dearest[:MOST_SHOWN]
        },
    )


def _fill(installation: Installation, days: int, scale: int) -> None:
    """The cases of the city's last days."""
    for arguments in (
        ("city", "apply", str(ROOT / "cities" / "jiayuguan")),
        ("demo", "people"),
        ("collectstatic", "--no-input"),
        ("simulate", "jiayuguan", "--days", str(days), "--bulk", "--processes", "2", "--scale", str(scale)),
        ("figures", "refresh"),
    ):
        harness.tell(f"xinqiao {' '.join(arguments[:2])}")
        installation.run(*arguments)


def _crawled(installation: Installation, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.crawling", *arguments]
    done = subprocess.run(
        command, env=installation.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
