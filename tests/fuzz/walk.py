"""The walk: each operation of the description, with what schemathesis makes of it, as every role and as nobody."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain, cycle
from random import Random
from typing import Any, Final

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from tests.fixtures.at_once import SOAK
from tests.fuzz.platform import Platform
from tests.fuzz.words import configuration, usual_body
from tests.rights.oracle import roles
from xinqiao.cases.lifecycle import MOVES, RULED_BY

CHECKS: Final = (
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.missing_required_header,
    checks.unsupported_method,
    checks.allow_header_conformance,
)
NOBODY: Final = ""
EXAMPLES: Final = 100 if SOAK else 7  # that meet the schema, and as many that do not
COVERED: Final = 1 if SOAK else 6  # of the boundaries that schemathesis lists, one of so many
USUAL: Final = 3  # times that each move is made as it should be
AT_HAND: Final = 0.85  # how often a number is one that is there
SECONDS: Final = 60
READS: Final = {"list_requests": tuple(RULED_BY.values()), "figures": ("view_figures",)}


class Walk:
    """Sends, and keeps what went wrong: `failures`, each kind once; `answers` counts by operation and status."""

    def __init__(self, platform: Platform, seed: int) -> None:
        self.platform, self.random = platform, Random(seed)
        self.failures: dict[tuple[str, str, int], str] = {}
        self.answers: Counter[tuple[str, int]] = Counter()
        self.sent: Counter[str] = Counter()
        description = requests.get(f"{platform.url}/api/v1/openapi.json", timeout=SECONDS).json()
        self.schema = schemathesis.openapi.from_dict(description, config=configuration(platform))
        self.everybody = (*platform.tokens, NOBODY)
        self.sessions = {who: _session() for who in self.everybody}
        self.operations = {
            (operation := found.ok()).definition.raw["operationId"]: operation
            for found in self.schema.get_all_operations()
        }

    def through_all(self) -> None:
        """Every operation: first what asks, then what rules on it, then what may be possible since."""
        for name in sorted(self.operations, key=_turn):
            self.through(name)

    def through(self, name: str) -> None:
        """One operation: as it should be, at the boundaries, and at random; as those whose it is, and as everybody."""
        numbers, all_whose = self.platform.numbers(name), cycle(holders(name))
        for case in chain(self._usual(name, numbers), self._boundaries(name)):
            self._send(self._placed(case, numbers), name, next(all_whose))
        for turn, (case, who) in enumerate(zip(self._random(name), cycle(self.everybody), strict=False)):
            self._send(self._placed(case, numbers), name, who)
            if SOAK or turn % 2:
                self._send(self._placed(case, numbers), name, next(all_whose))

    def _usual(self, name: str, numbers: list[str]) -> Iterator[schemathesis.Case]:
        usual = usual_body(name, self.random.choice(self.platform.numbers("get_case")))
        for _ in range(USUAL if usual is not None else 0):
            number = {"number": self.random.choice(numbers)}
            yield self.operations[name].Case(path_parameters=number, body=usual, media_type="application/json")

    def _boundaries(self, name: str) -> Iterator[schemathesis.Case]:
        operation = self.operations[name]
        generation = self.schema.config.generation_for(operation=operation)
        found = self.schema.iter_coverage_cases(
            operation, generation_modes=list(GenerationMode), generation_config=generation
        )
        return (case for place, case in enumerate(found) if place % COVERED == 0)

    def _random(self, name: str) -> list[schemathesis.Case]:
        """Drawn first and sent later: the platform changes with each, so that nothing could be replayed or shrunk."""
        drawn: list[schemathesis.Case] = []
        for mode in GenerationMode:
            keep = given(self.operations[name].as_strategy(generation_mode=mode))(lambda case: drawn.append(case))
            try:
                DRAWING(keep)()
            except Unsatisfiable:  # nothing is wrong for an operation that takes anything
                continue
        return drawn

    def _placed(self, case: schemathesis.Case, numbers: list[str]) -> schemathesis.Case:
        if "number" in case.path_parameters and self.random.random() < AT_HAND:
            case.path_parameters["number"] = self.random.choice(numbers)
        return case

    def _send(self, case: schemathesis.Case, name: str, who: str) -> None:
        headers = {"Accept-Language": self.random.choice(("zh-CN", "en"))}
        if who:
            headers["Authorization"] = f"Bearer {self.platform.tokens[who]}"
        by = {"base_url": self.platform.url, "session": self.sessions[who]}
        answer = case.call(**by, headers=headers, timeout=SECONDS)
        self.sent[who] += 1
        try:
            case.validate_response(
                answer, checks=self._checks(name, answer.status_code), headers=headers, transport_kwargs=by
            )
        except FailureGroup as group:
            for failure in group.exceptions:
                self.failures.setdefault((name, failure.title, answer.status_code), f"as {who or 'nobody'}: {group}")
        if who == NOBODY and answer.status_code not in (401, 404, 405):
            self.failures[name, "Answered without a token", answer.status_code] = repr(case)
        self.answers[name, answer.status_code] += 1

    def _checks(self, name: str, status: int) -> list[Any]:
        """All, and at the first success whether the same is refused without the token and with a wrong one."""
        succeeds = 200 <= status < 300
        return [*CHECKS, checks.ignored_auth] if succeeds and name not in self.succeeded() else [*CHECKS]

    def succeeded(self) -> set[str]:
        """The operations that did what they are for at least once."""
        return {name for name, status in self.answers if 200 <= status < 300}


def _turn(name: str) -> int:
    move = MOVES.get(name)
    return 0 if move and move.asks else 1 if move and move.rules else 2


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # asks the environment for proxies on every request, which takes a tenth of the time
    return session


DRAWING: Final = settings(
    max_examples=EXAMPLES, phases=[Phase.generate], derandomize=not SOAK, database=None, deadline=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def holders(name: str) -> list[str]:
    """The roles that an operation is for, by roles.csv."""
    verbs = READS.get(name) or ((name,) if name in MOVES else ("view",))
    return [role for role, granted in roles().items() if granted.keys() & {*verbs}]
