"""What the lists of the desks cost in a ledger of a million cases, against the same lists in one of ten thousand.

`python -m bench.worklist [--quick]`. Both ledgers stand side by side and take turns. `first_page` is the worst of the
lists, large against small; `deep_page` is page 1,500 of the whole ledger against its first page; `empty_page` is the
same page with nothing on it, in the large ledger. `queries` is the most that any of the pages takes.
"""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from statistics import median
from typing import Any

from bench import harness
from bench.installation import ROOT, Installation


def main() -> None:
    """Measure and print."""
    quick = harness.is_quick("first and later pages of lists in a small and a large ledger")
    small, large, rounds = (5_000, 50_000, 3) if quick else (10_000, 1_000_000, 9)
    with ledger(small) as first, ledger(large) as second:
        for one in (first, second):
            ask(one)  # warms the caches
        told = [(ask(first), ask(second)) for _ in range(rounds)]
    small_ones, large_ones = zip(*told, strict=True)
    compared = figures(medians(small_ones), medians(large_ones), large_ones[0])
    harness.finish("worklist", **compared, cases=large, against=small)


@contextlib.contextmanager
def ledger(cases: int) -> Iterator["subprocess.Popen[str]"]:
    """A process that answers each line with how long its desks' pages took, in a ledger of so many cases."""
    with Installation.prepared({"XINQIAO_DEMO": "1"}) as installation:
        harness.tell(f"preparing a ledger of {cases:,} cases")
        for arguments in (
            ("city", "apply", str(ROOT / "cities" / "jiayuguan")),
            ("demo", "people"),
            ("collectstatic", "--no-input"),
        ):
            installation.run(*arguments)
        command = [sys.executable, "-m", "bench.desks", str(cases)]
        process = subprocess.Popen(
            command, env=installation.environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            yield process
        finally:
            process.communicate()


def ask(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """One round of one ledger. Raises RuntimeError when the process has ended."""
    assert process.stdin
    assert process.stdout
    process.stdin.write("go\n")
    process.stdin.flush()
    if not (line := process.stdout.readline()):
        raise RuntimeError("a process that shows pages has ended")
    answer: dict[str, Any] = json.loads(line)
    return answer


def medians(rounds: Iterable[dict[str, Any]]) -> dict[str, float]:
    """The median of each page's seconds."""
    times = [one["seconds"] for one in rounds]
    return {page: median(one[page] for one in times) for page in times[0]}


def figures(small: dict[str, float], large: dict[str, float], told: dict[str, Any]) -> dict[str, Any]:
    """What is compared, and each page's time in ms."""
    lists = [page for page in small if page not in ("empty", "deep")]
    grown = {page: large[page] / small[page] for page in lists}
    return {
        "first_page": round(max(grown.values()), 2),
        "deep_page": round(large["deep"] / large["cases"], 2),
        "empty_page": round(large["cases"] / large["empty"], 2),
        "queries": max(told["queries"].values()),
        "ms": {page: round(1000 * seconds, 1) for page, seconds in large.items()},
        "ms_small": {page: round(1000 * seconds, 1) for page, seconds in small.items()},
        "of_page": {page: round(ratio, 2) for page, ratio in grown.items()},
        "queries_of_page": told["queries"],
        "rows_of_page": told["rows"],
    }


if __name__ == "__main__":
    main()
