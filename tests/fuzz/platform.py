"""The platform that is fuzzed: a real server and worker, a city of some days, cases at every station, a token a role."""

import contextlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.installation import Installation, free_port
from tests.fixtures.city import MINIMAL
from xinqiao.cases.lifecycle import MOVES, At
from xinqiao.project.embedded import Embedded

DAYS = "4"
LIMITED, UNLIMITED = "token_per_second = 5000", "token_per_second = 0\nstrangers_per_minute = 0"

CASES = "SELECT number, stage FROM cases_case"
TASKS = """
    SELECT number || '-' || suffix, state FROM cases_assignment task JOIN cases_case ON cases_case.id = case_id
    JOIN people_unit unit ON unit.id = unit_id LEFT JOIN catalogue_category category ON category.id = category_id
"""
# What else a task must be for the usual body of the move; `filling` brings some there.
FIT = {
    "delegate": "unit.code = 'dongcheng'",
    "feed_back": "tie = 'assisting'",
    "resume": "paused_until IS NOT NULL",
    "strike_off": "carried_at IS NOT NULL",
    "send_back": "category.code = 'C1302'",
}
ASKED = """
    SELECT number || coalesce('-' || suffix, '') FROM cases_request request JOIN cases_case ON cases_case.id = case_id
    LEFT JOIN cases_assignment task ON task.id = assignment_id WHERE closed_at IS NULL AND request.kind = %s
"""
TO_CALL = """
    SELECT number FROM callback_callback JOIN cases_case ON cases_case.id = case_id WHERE done_at IS NULL
"""


@dataclass(frozen=True)
class Platform:
    """Where it answers, its installation, and a token for each role."""

    url: str
    installation: Installation
    tokens: dict[str, str]

    def numbers(self, verb: str) -> list[str]:
        """Numbers of the cases or assignments that the move can be made on as they stand now; where there is none, and
        for a read, of any."""
        move = MOVES.get(verb)
        if move is None:
            return [number for number, _ in self.rows(CASES)]
        if move.rules and (asked := self.rows(ASKED, move.rules)):
            return [number for (number,) in asked]
        if verb == "call_back" and (waiting := self.rows(TO_CALL)):
            return [number for (number,) in waiting]
        standing = self.rows(CASES if move.at is At.CASE else f"{TASKS} WHERE {FIT.get(verb, 'true')}")
        return [number for number, stands in standing if stands in move.from_] or self.numbers("get_case")

    def codes(self, table: str) -> list[str]:
        """Some codes of that table of the city."""
        return [code for (code,) in self.rows(f"SELECT code FROM {table} ORDER BY code")]

    def rows(self, question: str, *given: str) -> list[tuple[str, ...]]:
        """What the database answers."""
        with Embedded(self.installation.data, self.installation.data / "run").connect() as database:
            return database.execute(question, given).fetchall()


@contextlib.contextmanager
def filled_platform() -> Iterator[Platform]:
    """One of the minimal city without limits of how often may be asked, for as long as the block runs."""
    with Installation.prepared() as installation:
        city, port = _city_without_limits(installation.data), free_port()
        with installation.serving("up", "--city", str(city), "--workers", "1", port=port):
            installation.run("simulate", str(city), "--days", DAYS, "--bulk", "--processes", "1", "--on-real-data")
            yield Platform(f"http://127.0.0.1:{port}", installation, _filled(installation))


def _city_without_limits(data: Path) -> Path:
    folder = data / "city"
    shutil.copytree(MINIMAL, folder)
    document = folder / "city.toml"
    text = document.read_text(encoding="utf-8")
    assert LIMITED in text
    document.write_text(text.replace(LIMITED, UNLIMITED), encoding="utf-8")
    return folder


def _filled(installation: Installation) -> dict[str, str]:
    told = installation.run("shell", "--no-imports", "--command", "from tests.fuzz import filling; filling.main()")
    tokens: dict[str, str] = json.loads(told)
    return tokens
