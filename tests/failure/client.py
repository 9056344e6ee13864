"""A program that registers cases and moves them by the API, and goes on asking until it gets a clear answer."""

import http.client
import json
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

ROLES = ("agent", "dispatcher", "liaison", "handler", "reviewer", "callback_agent")
REFUSED = (400, 401, 403, 409, 415, 422)  # a clear no; anything else but success is no answer at all
# What one case goes through: role, verb, whether it is made on the assignment, body.
WAY: tuple[tuple[str, str, bool, dict[str, Any]], ...] = (
    ("dispatcher", "dispatch", False, {"unit": "cgj"}),
    ("liaison", "sign", True, {}),
    ("handler", "contact", True, {"result": "reached"}),
    ("handler", "reply", True, {"outcome": "solved", "text": "已到现场。"}),
    ("reviewer", "reject_review", True, {"reason": "请写明期限。"}),
    ("handler", "reply", True, {"outcome": "solved", "text": "已整改，三日内复查。"}),
    ("reviewer", "pass_review", True, {}),
    ("callback_agent", "call_back", False, {"result": "reached"}),
)


@dataclass
class Client:
    """Walks case after case until `stop` is set, then finishes the one in hand.

    `told` counts by (case, verb) what the platform confirmed; `finished` holds (begun_at, case), in the order
    of completion; `unanswered` counts requests that got no clear answer; `refused` what was refused against reason.
    """

    port: int
    tokens: dict[str, str]
    stop: threading.Event = field(default_factory=threading.Event)
    told: Counter[tuple[str, str]] = field(default_factory=Counter)
    finished: list[tuple[float, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unanswered: int = 0

    def work(self) -> None:
        """Walk cases; the body of a thread."""
        while not self.stop.is_set() and not self.refused:
            begun = time.monotonic()
            number = self._register()
            for step in WAY:
                self._move(number, *step)
            self.finished.append((begun, number))

    def _register(self) -> str:
        body = {
            "case_type": "complaint", "title": "夜间施工", "text": "凌晨仍在施工，请处理。", "category": "C1101",
            "name": "邓先生", "phone": "13900004321",
        }  # fmt: skip
        key = uuid.uuid4().hex
        while True:
            status, answer = self.send("agent", "/cases", body, key)
            if status == 201:
                self.told[answer["number"], "register"] += 1
                return str(answer["number"])
            self._wait(status, answer)

    def _move(self, number: str, role: str, verb: str, on_assignment: bool, body: dict[str, Any]) -> None:
        """Make a move; a conflict after a request without an answer means that it had been made."""
        if verb == "call_back":
            body = {**body, "ratings": [{"assignment": f"{number}-1", "satisfaction": 4, "solved": True}]}
        path = f"/assignments/{number}-1/{verb}" if on_assignment else f"/cases/{number}/{verb}"
        unsure = False
        while True:
            status, answer = self.send(role, path, body)
            if status == 200 or (status == 409 and unsure):
                self.told[number, verb] += 1
                return
            self._wait(status, answer)
            unsure = unsure or status != 404  # 404: the callback is planned by a reaction that has still to run

    def _wait(self, status: int, answer: dict[str, Any]) -> None:
        if status in REFUSED:
            self.refused.append(f"{status} {answer.get('title')} {answer.get('detail')}")
            raise AssertionError(self.refused)
        self.unanswered += status != 404
        time.sleep(0.1)

    def send(self, role: str, path: str, body: dict[str, Any], key: str = "") -> tuple[int, dict[str, Any]]:
        """POST to the API; status and JSON, or (0, {}) when no answer came."""
        headers = {"Authorization": f"Bearer {self.tokens[role]}", "Content-Type": "application/json"}
        headers |= {"Idempotency-Key": key} if key else {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", f"/api/v1{path}", json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"{}")
        except (OSError, http.client.HTTPException, ValueError):
            return 0, {}
        finally:
            connection.close()
