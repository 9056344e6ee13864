"""A running platform, as failure tests know it."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bench.installation import Installation
from tests.failure.client import WAY, Client
from xinqiao.project.embedded import Embedded

PATIENCE_SECONDS = 60  # within which it goes on by itself

EVENTS = "SELECT number, verb, count(*) FROM cases_event JOIN cases_case ON cases_case.id = case_id GROUP BY 1, 2"
CALLBACKS = """
    SELECT number, count(*), count(done_at)
    FROM callback_callback JOIN cases_case ON cases_case.id = case_id GROUP BY 1
"""


@dataclass(frozen=True)
class Running:
    """An installation, its port, the process id of its `up`, and a token for each role."""

    installation: Installation
    port: int
    up: int
    tokens: dict[str, str]

    def await_recovery(self, clients: Sequence[Client], since: float) -> float:
        """Wait until each client has walked a case to its end that it began after `since`; the seconds it took."""
        while time.monotonic() < since + PATIENCE_SECONDS:
            assert not [refused for client in clients for refused in client.refused]
            if all(any(begun > since for begun, _ in client.finished) for client in clients):
                return time.monotonic() - since
            time.sleep(0.05)
        told = self.installation.last_words()
        raise AssertionError(f"no case has come through in the {PATIENCE_SECONDS} s since the failure\n{told}")

    def await_silence(self) -> None:
        """Wait until the reactions of the last moves have run."""
        until = time.monotonic() + PATIENCE_SECONDS
        with self._database().connect() as connection:
            while connection.execute("SELECT 1 FROM outbox_row").fetchone() and time.monotonic() < until:
                time.sleep(0.1)

    def _database(self) -> Embedded:
        return Embedded(self.installation.data, self.installation.data / "run")

    def account_for(self, clients: Sequence[Client]) -> None:
        """Assert that what was confirmed is there, each move once, each reaction once, and `check` finds nothing."""
        walked = {number for client in clients for _, number in client.finished}
        told = sum((client.told for client in clients), Counter[tuple[str, str]]())
        with self._database().connect() as connection:
            events = {(number, verb): count for number, verb, count in connection.execute(EVENTS)}
            callbacks = {number: made for number, *made in connection.execute(CALLBACKS)}
            waiting = connection.execute("SELECT count(*) FROM outbox_row").fetchone()
        assert {number for number, _ in events} == walked, "a confirmed case is lost, or one came twice"
        # A contact may be told twice: one without an answer is told again, and the move allows it.
        assert [key for key, count in told.items() if events.get(key, 0) < count] == []
        twice = [key for key, count in events.items() if count != EXPECTED[key[1]] and key[1] != "contact"]
        assert twice == []
        assert {number: made for number, made in callbacks.items() if made != [1, 1]} == {}
        assert callbacks.keys() == walked
        assert {number for number, verb in events if verb == "archive"} == walked
        assert waiting == (0,), "reactions are left over"
        assert f"{len(walked)} cases checked, 0 faults" in self.installation.run("check")


EXPECTED = Counter(["register", "archive", *(verb for _, verb, _, _ in WAY)])
