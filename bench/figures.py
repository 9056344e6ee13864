"""A month's ranking of units from the daily rollup, from the facts, and from DuckDB on the same rows.

`python -m bench.figures [--quick]`. The last line's `ratio` is rollup against facts, each with every indicator; `duckdb`
is the facts of a handful of indicators in PostgreSQL against the same in DuckDB, whose answers are equal.
"""

import json
import subprocess
import sys

from bench import harness
from bench.installation import ROOT, Installation


def main() -> None:
    """Measure and print."""
    quick = harness.is_quick("a month's ranking from rollup, facts and DuckDB")
    cases, days, rounds = (50_000, 60, 3) if quick else (1_000_000, 100, 7)
    with Installation.prepared() as installation:
        harness.tell("preparing the database")
        installation.run("city", "apply", str(ROOT / "cities" / "jiayuguan"))
        command = [sys.executable, "-m", "bench.ranking", str(cases), str(days), str(rounds)]
        done = subprocess.run(
            command, env=installation.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
        )
    harness.finish("figures", **json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    main()
