"""Run within an installation: fills it, asks the same ranking in each way, prints a JSON line.

`python -m bench.ranking CASES DAYS ROUNDS`.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import django
import duckdb

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinqiao.project.settings")
django.setup()

from django.db import connection  # noqa: E402 - models need the set-up

from bench import filling, harness  # noqa: E402
from xinqiao.assessment.figures import answer_to  # noqa: E402
from xinqiao.assessment.indicators import INDICATORS  # noqa: E402
from xinqiao.assessment.questions import By, Period, Question, Where, midnight  # noqa: E402
from xinqiao.assessment.rollup import refresh  # noqa: E402
from xinqiao.assessment.tally import count, summed  # noqa: E402
from xinqiao.assessment.verify import differences  # noqa: E402
from xinqiao.people.models import Unit  # noqa: E402
from xinqiao.project.embedded import Embedded  # noqa: E402

LAST = date.fromisoformat(filling.LAST_DAY)
NOW = midnight(LAST)
FIRST, UNTIL = date(2025, 12, 1), date(2025, 12, 30)
HANDFUL = ("handed_down", "signed_in_time", "completed", "completed_in_time", "completed_late", "open_late")
COLUMNS = (
    "id", "unit_id", "state", "dispatched_at", "sign_due_at", "signed_at", "due_at", "stopped_at", "carried_at", "excluded",
)  # fmt: skip
ROWS = """
COPY (SELECT id, unit_id, state, dispatched_at, sign_due_at, signed_at, due_at, stopped_at, carried_at,
    id IN (SELECT assignment_id FROM cases_request WHERE kind = 'exclude' AND granted) FROM cases_assignment)
TO STDOUT (FORMAT csv)
"""
RANKING = """
WITH dispatched AS (SELECT *, state NOT IN ('sent_back', 'recalled') AS kept, state IN ('completed', 'fed_back') AS done
    FROM task WHERE dispatched_at >= $since AND dispatched_at < $until),
due AS (SELECT *, state IN ('completed', 'fed_back') AS done FROM task
    WHERE due_at >= $since AND due_at < $until AND state NOT IN ('sent_back', 'recalled') AND NOT excluded),
counted AS (SELECT *, done OR (due_at < $now AND NOT coalesce(stopped_at <= due_at AND
    (state = 'replied' OR carried_at IS NOT NULL), false)) AS reached FROM due)
SELECT unit_id, 'handed_down', count(*), count(*) FROM dispatched GROUP BY 1
UNION ALL SELECT unit_id, 'signed_in_time', count(*) FILTER (kept AND signed_at <= sign_due_at),
    count(*) FILTER (kept AND (signed_at IS NOT NULL OR sign_due_at < $now)) FROM dispatched GROUP BY 1
UNION ALL SELECT unit_id, 'completed', count(*) FILTER (kept AND done), count(*) FILTER (kept) FROM dispatched GROUP BY 1
UNION ALL SELECT unit_id, 'completed_in_time', count(*) FILTER (reached AND done AND stopped_at <= due_at),
    count(*) FILTER (reached) FROM counted GROUP BY 1
UNION ALL SELECT unit_id, 'completed_late', count(*) FILTER (reached AND done AND stopped_at > due_at),
    count(*) FILTER (reached) FROM counted GROUP BY 1
UNION ALL SELECT unit_id, 'open_late', count(*) FILTER (reached AND NOT done), count(*) FILTER (reached) FROM counted GROUP BY 1
"""


def main(cases: int, days: int, rounds: int) -> None:
    """Fill, refresh, compare the answers, measure."""
    filling.fill(cases, days, harness.tell)
    begun = time.perf_counter()
    refreshed = refresh(now=NOW)
    refreshing = time.perf_counter() - begun
    harness.tell(f"{refreshed} days counted in {refreshing:.1f} s")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE assessment_dayfigure")
    wrong = list(differences(FIRST, FIRST + timedelta(days=6)))
    assert not wrong, wrong[:3]
    columns = duckdb.connect()
    _copy_into(columns)
    assert _by_duckdb(columns) == _by_facts(), "the same question has the same answer"
    question = Question(Period.of_days(FIRST, UNTIL, NOW), Where(), By.UNIT)
    assert _shown(answer_to(question)) == _shown(answer_to(question, from_facts=True))
    arms = {
        "rollup": lambda: answer_to(question),
        "facts": lambda: answer_to(question, from_facts=True),
        "handful": _by_facts,
        "duckdb": lambda: _by_duckdb(columns),
    }
    found = harness.medians(harness.alternate({name: _timed(arm) for name, arm in arms.items()}, rounds))
    print(json.dumps(_told(found, cases, days, refreshed, refreshing)))


def _timed(arm: Callable[[], Any]) -> Callable[[], float]:
    """How many a second."""

    def run() -> float:
        begun = time.perf_counter()
        arm()
        return 1 / (time.perf_counter() - begun)

    return run


def _told(found: dict[str, float], cases: int, days: int, refreshed: int, refreshing: float) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM assessment_dayfigure WHERE cut = 'unit' AND day BETWEEN %s AND %s", [FIRST, UNTIL]
        )
        (rows,) = cursor.fetchone()
    return {
        **{f"{name}_ms": round(1000 / rate, 1) for name, rate in found.items()},
        "ratio": round(found["facts"] / found["rollup"], 4),
        "facts_to_duckdb": round(found["duckdb"] / found["handful"], 2),
        "cases": cases, "days": days, "units": Unit.objects.count(), "rollup_rows_of_month": rows,
        "refresh_ms_a_day": round(1000 * refreshing / refreshed, 1),
    }  # fmt: skip


def _by_facts() -> dict[tuple[int, str], tuple[int, int]]:
    """Own tasks of each unit, by the platform's own way of counting facts."""
    asked = [INDICATORS[code] for code in HANDFUL]
    tally = summed(count(asked, Period.of_days(FIRST, UNTIL, NOW), "unit", whole=True))
    return {(unit, code): parts[:2] for (unit,), of in tally.items() for code, parts in of.items() if any(parts[:2])}


def _by_duckdb(columns: duckdb.DuckDBPyConnection) -> dict[tuple[int, str], tuple[int, int]]:
    period = Period.of_days(FIRST, UNTIL, NOW)
    given = {"since": period.since, "until": period.until, "now": NOW}
    rows = columns.execute(RANKING, given).fetchall()
    return {(unit, code): (numerator, denominator) for unit, code, numerator, denominator in rows if denominator}


def _copy_into(columns: duckdb.DuckDBPyConnection) -> None:
    """The tasks as they stand, by CSV."""
    path = f"{os.environ['XINQIAO_DATA']}/tasks.csv"
    with open(path, "wb") as file, connection.cursor() as cursor, cursor.copy(ROWS) as copy:
        for block in copy:
            file.write(block)
    types = {name: "TIMESTAMPTZ" for name in COLUMNS if name.endswith("_at")}
    kinds = {"id": "BIGINT", "unit_id": "BIGINT", "state": "VARCHAR", "excluded": "VARCHAR"} | types
    columns.read_csv(path, header=False, names=list(COLUMNS), dtype=[kinds[name] for name in COLUMNS]).create("raw")
    columns.execute("CREATE TABLE task AS SELECT * REPLACE (excluded = 't' AS excluded) FROM raw")


def _shown(answer: Any) -> list[Any]:
    return [
        (line.share.label, {code: (one.numerator, one.denominator, one.excluded) for code, one in line.figures.items()})
        for line in answer.lines
    ]


if __name__ == "__main__":
    with Embedded.here().attached():
        main(*map(int, sys.argv[1:]))
