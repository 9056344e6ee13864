"""Run within an installation: fills it, then answers each line of its input with what the desks' pages cost.

`python -m bench.desks CASES`. A page goes through the whole application, without a network.
"""

import json
import os
import sys
import time
from dataclasses import dataclass
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinqiao.project.settings")
django.setup()

from django.db import connection  # noqa: E402 - models need the set-up
from django.db.models import Count  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from bench import filling, harness  # noqa: E402
from xinqiao.cases.models import Case  # noqa: E402
from xinqiao.people.models import Post, Role, Staff, Unit  # noqa: E402
from xinqiao.people.paging import PER_PAGE  # noqa: E402
from xinqiao.project.embedded import Embedded  # noqa: E402

DAYS = 100
DEEP = 1_500
REQUESTS = 7  # of a page in one round
BRANCHES = 8  # a handler who sits in so many units has a page full of tasks in the small ledger too


@dataclass(frozen=True)
class Desk:
    """A page and who looks at it."""

    client: Client
    address: str

    def look(self) -> bytes:
        response = self.client.get(self.address)
        if response.status_code != 200:
            raise RuntimeError(f"{self.address} answered {response.status_code}")
        content: bytes = response.content
        return content


def main(cases: int) -> None:
    """Fill, then a line for a line."""
    filling.fill(cases, DAYS, harness.tell)
    shown = desks(cases)
    for _ in sys.stdin:
        print(json.dumps({
            "seconds": {name: seconds(desk) for name, desk in shown.items()},
            "queries": {name: queries(desk) for name, desk in shown.items()},
            "rows": {name: desk.look().count(b"<tr") - 1 for name, desk in shown.items()},
        }), flush=True)  # fmt: skip


def desks(cases: int) -> dict[str, Desk]:
    """The lists that grow with the ledger, for the centre and for units; a later page, and one with nothing on it."""
    centre, units, one_unit = agent(), handler(BRANCHES), handler(1)
    found, work = reverse("desks:cases"), reverse("handling:worklist")
    last = Case.objects.order_by("-registered_at", "-pk")[min(DEEP * PER_PAGE, cases - PER_PAGE) - 1]
    return {
        "empty": Desk(centre, f"{found}?number=1"),
        "cases": Desk(centre, found),
        "deep": Desk(centre, f"{found}?page=after%3A{last.registered_at.isoformat().replace('+', '%2B')}~{last.pk}"),
        "cases in hand": Desk(centre, f"{found}?stage=in_hand"),
        "cases of units": Desk(units, found),
        "cases of one unit": Desk(one_unit, found),
        "tasks of units": Desk(units, work),
        "tasks returned": Desk(units, f"{work}?state=sent_back"),
    }


def agent() -> Client:
    return signed_in("agent", [Unit.objects.get(parent=None)])


def handler(count: int) -> Client:
    """Somebody who handles what the busiest units are given."""
    busiest = Unit.objects.annotate(tasks=Count("assignments")).order_by("-tasks", "pk")
    return signed_in("handler", list(busiest[:count]))


def signed_in(role: str, units: list[Unit]) -> Client:
    staff = Staff.objects.create(username=f"{role}-{len(units)}", name="赵敏", must_change_password=False)
    Post.objects.bulk_create([Post(staff=staff, unit=unit, role=Role.objects.get(code=role)) for unit in units])
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(staff)
    return client


def seconds(desk: Desk) -> float:
    taken = []
    for _ in range(REQUESTS):
        begun = time.perf_counter()
        desk.look()
        taken.append(time.perf_counter() - begun)
    return median(taken)


def queries(desk: Desk) -> int:
    with CaptureQueriesContext(connection) as asked:
        desk.look()
    return len(asked)


if __name__ == "__main__":
    with Embedded.here().attached():
        main(int(sys.argv[1]))
