"""How many cases a second come in by the API, measured against pgbench with the same rows on the same server.

`python -m bench.intake [--quick]`. Two server processes, one machine for server, database and load. Prints the
statements of one registration, the log it writes, and a last JSON line; `ratio` is what to compare between machines.
"""

import http.client
import json
import subprocess
import sys
from functools import partial
from pathlib import Path

from bench import harness, load, pgbench, wal
from bench.harness import Stack

CLIENTS = load.PROCESSES * load.CONNECTIONS


def main() -> None:
    """Measure and print."""
    quick = harness.is_quick("cases a second by the API, and pgbench with the same rows")
    rounds, seconds, cases = (2, 2, 200) if quick else (5, 8, 1000)
    with harness.stack() as stack:
        token = stack.installation.run("token", "issue", "demo-agent", "bench").split()[-1]
        script = stack.installation.data / "registration.sql"
        statements = _inside(stack, token, script)
        for statement in statements:
            print(f"    {statement}")
        log = wal.written(stack.dsn, stack.cluster, partial(_register, stack.port, token, cases))
        arms = {
            "api": partial(load.registered_per_second, stack.port, token, seconds),
            "pgbench": partial(pgbench.transactions_per_second, stack.dsn, script, CLIENTS, seconds),
        }
        found = harness.medians(harness.alternate(arms, rounds))
    harness.finish(
        "intake",
        cases_per_second=round(found["api"], 1),
        pgbench_per_second=round(found["pgbench"], 1),
        ratio=round(found["api"] / found["pgbench"], 4),
        statements_per_case=len(statements),
        **{name: count // cases for name, count in log.items()},
        server_processes=harness.WORKERS,
        clients=CLIENTS,
        rounds=rounds,
        seconds=seconds,
    )


def _inside(stack: Stack, token: str, script: Path) -> list[str]:
    """The statements of one registration; writes the yardstick's script."""
    command = [sys.executable, "-m", "bench.inside", token, str(script)]
    done = subprocess.run(command, env=stack.installation.environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    told: list[str] = json.loads(done.stdout)
    return told


def _register(port: int, token: str, cases: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for _ in range(cases):
        load.register(connection, token)
    connection.close()


if __name__ == "__main__":
    main()
