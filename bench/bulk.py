"""How many histories a second are written in bulk, against plain COPY of the same rows on the same server.

`python -m bench.bulk [--quick]`. Two processes. Of ten cases seven are answered at the desk (three events) and three
handled by a unit, called back and filed (eight events), which is Jiayuguan's share of 2023; every citizen is named,
sealed and indexed. `dispatched` is the same with nothing but the long histories. The yardstick loads what the platform
wrote, byte for byte, with as many connections into the same tables.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import psycopg

from bench import harness
from bench.installation import Installation

PROCESSES = 2
DISPATCHED_PERCENT = 30
# Share of dispatched cases -> seconds of a processor for one case, this program's and the database's, by round: what
# a machine that is busy with other things can be judged by.
USED: dict[int, list[float]] = {DISPATCHED_PERCENT: [], 100: []}
# Table -> the condition for the rows of the cases that fall to one of the connections.
TABLES = {
    "cases_appellant": "id IN (SELECT appellant_id FROM cases_case WHERE id % 2 = {half})",
    "cases_case": "id % 2 = {half}",
    "cases_assignment": "case_id % 2 = {half}",
    "cases_event": "case_id % 2 = {half}",
    "cases_casetext": "case_id % 2 = {half}",
    "callback_callback": "case_id % 2 = {half}",
    "callback_rating": "callback_id IN (SELECT id FROM callback_callback WHERE case_id % 2 = {half})",
}


def main() -> None:
    """Measure and print."""
    quick = harness.is_quick("histories a second in bulk, and plain COPY of the same rows")
    rounds, cases = (2, 2_000) if quick else (5, 12_000)
    with harness.stack() as stack:
        installation, dsn = stack.installation, stack.dsn
        arms = {
            "dispatched": partial(_told_per_second, installation, dsn, cases, 100),
            "bulk": partial(_told_per_second, installation, dsn, cases, DISPATCHED_PERCENT),
            "copy": partial(_copied_per_second, dsn),  # what the arm before it wrote
        }
        found = harness.medians(harness.alternate(arms, rounds))
        checked = installation.run("check").splitlines()[-1]
        events = _events_per_case(dsn)
    harness.finish(
        "bulk",
        cases_per_second=round(found["bulk"]),
        events_per_case=round(events, 2),
        copy_cases_per_second=round(found["copy"]),
        ratio=round(found["bulk"] / found["copy"], 3),
        dispatched_cases_per_second=round(found["dispatched"]),
        cases_per_processor_second=_per_processor_second(DISPATCHED_PERCENT),
        dispatched_cases_per_processor_second=_per_processor_second(100),
        processes=PROCESSES,
        cases=cases,
        rounds=rounds,
        check=checked,
    )


def _per_processor_second(share: int) -> int:
    return round(1 / statistics.median(USED[share]))


def _told_per_second(installation: Installation, dsn: str, cases: int, share: int) -> float:
    """Empty the tables, then have every process write its part."""
    _empty(dsn)
    command = [sys.executable, "-m", "bench.telling", str(cases // PROCESSES), str(share)]
    tellers = [
        subprocess.Popen(
            command, env=installation.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(PROCESSES)
    ]
    for teller in tellers:
        if _hear(teller) != ["ready"]:
            raise RuntimeError("a process that writes histories has ended before it was ready")
    started = time.perf_counter()
    for teller in tellers:
        assert teller.stdin
        teller.stdin.write("go\n")
        teller.stdin.flush()
    used = [_hear(teller) for teller in tellers]
    seconds = time.perf_counter() - started
    for teller in tellers:
        teller.communicate()
    USED[share].append(sum(float(one) for both in used for one in both) / cases)
    return cases / seconds


def _hear(teller: "subprocess.Popen[str]") -> list[str]:
    assert teller.stdout
    return teller.stdout.readline().split()


def _copied_per_second(dsn: str) -> float:
    """Take out what was written, empty the tables, and time how long plain COPY takes to put it back."""
    with psycopg.connect(dsn) as connection:
        cases = _one(connection, "SELECT count(*) FROM cases_case")
        parts = [_dump(connection, half) for half in range(PROCESSES)]
    _empty(dsn)
    with ThreadPoolExecutor(PROCESSES) as connections:
        started = time.perf_counter()
        list(connections.map(partial(_load, dsn), parts))
        return cases / (time.perf_counter() - started)


def _dump(connection: psycopg.Connection, half: int) -> list[tuple[str, bytes]]:
    found = []
    for table, condition in TABLES.items():
        columns = _columns(connection, table)
        statement = f"COPY (SELECT {columns} FROM {table} WHERE {condition.format(half=half)} ORDER BY 1) TO STDOUT"
        with connection.cursor().copy(statement) as rows:
            found.append((table, b"".join(bytes(block) for block in rows)))
    return found


def _load(dsn: str, tables: Sequence[tuple[str, bytes]]) -> None:
    with psycopg.connect(dsn) as connection:
        for table, rows in tables:
            with connection.cursor().copy(f"COPY {table} ({_columns(connection, table)}) FROM STDIN") as target:
                target.write(rows)


def _columns(connection: psycopg.Connection, table: str) -> str:
    """All but those that the database works out by itself."""
    (names,) = connection.execute(
        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
        [table],
    ).fetchone() or ("",)
    return str(names)


def _empty(dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")


def _events_per_case(dsn: str) -> float:
    with psycopg.connect(dsn) as connection:
        events = _one(connection, "SELECT count(*) FROM cases_event")
        return events / _one(connection, "SELECT count(*) FROM cases_case")


def _one(connection: psycopg.Connection, statement: str) -> int:
    row = connection.execute(statement).fetchone()
    assert row is not None
    return int(row[0])


if __name__ == "__main__":
    main()
