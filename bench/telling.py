"""Run within an installation: write so many histories in bulk, as one process of several.

`python -m bench.telling COUNT SHARE` says "ready", waits for a line, writes COUNT histories of which SHARE percent went
out to a unit, and says how many seconds of a processor that took here and in its server process.
`python -m bench.telling COUNT SHARE --profile` prints where the time goes.
"""

import cProfile
import os
import pstats
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import django
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinqiao.project.settings")
django.setup()

from xinqiao.callback.models import Callback, Rating  # noqa: E402 - Django must be there first
from xinqiao.cases.history import Book, Told  # noqa: E402
from xinqiao.cases.lifecycle import Tie  # noqa: E402
from xinqiao.cases.models import Appellant, Case  # noqa: E402
from xinqiao.cases.recording import Given  # noqa: E402
from xinqiao.catalogue.models import Category, Source  # noqa: E402
from xinqiao.clock.workcal import SHANGHAI  # noqa: E402
from xinqiao.people.models import Staff, Unit  # noqa: E402
from xinqiao.vault.index import blind_index  # noqa: E402

BATCH = 500
FIRST = datetime(2025, 9, 1, 9, 30, tzinfo=SHANGHAI)
NAME, ADDRESS = "欧阳静秋", "幸福社区 6 栋 402"
REQUEST = "幸福路公交站往东三盏路灯连续三晚不亮，晚归的人看不清路面，请尽快安排人员现场检修并回复。"
REPLY = "经现场检查系供电线路老化，已更换三盏灯具并试灯，当晚恢复照明，结果已电话告知诉求人。"


class Teller:
    """Tells histories of one kind of day, one after the other."""

    def __init__(self) -> None:
        staff = {one.username.removeprefix("demo-"): one for one in Staff.objects.all()}
        self.agent, self.dispatcher, self.liaison = staff["agent"], staff["dispatcher"], staff["liaison"]
        self.handler, self.reviewer, self.caller = staff["handler"], staff["reviewer"], staff["callback_agent"]
        self.unit = Unit.objects.get(posts__staff=self.handler)
        self.category = Category.objects.filter(children=None)[0]
        self.source = Source.objects.get(code="phone")
        self.book = Book()

    def write(self, count: int, share: int) -> None:
        """So many cases, `share` percent of them handled by a unit, all others answered at the desk."""
        for start in range(0, count, BATCH):
            with self.book.batch():
                for number in range(start, min(start + BATCH, count)):
                    self.tell(number, self.handled if number * 37 % 100 < share else self.answered)

    def tell(self, number: int, rest: Callable[[Told, datetime], None]) -> None:
        """One history: a citizen who is named, his words, and what became of them."""
        now, phone = FIRST + timedelta(seconds=10 * number), f"139{number:08}"
        citizen = Appellant(
            name=NAME, phone=phone, address=ADDRESS, name_index=blind_index("name", NAME),
            phone_index=blind_index("phone", phone),
        )  # fmt: skip
        case = Case(case_type="help", category=self.category, source=self.source)
        facts = {"source": "phone", "case_type": "help", "urgency": "normal", "confidentiality": "open",
                 "category": self.category.code, "area": ""}  # fmt: skip
        said = Given(facts, title="路灯连续三晚不亮", text=REQUEST, place="幸福路公交站")
        told = self.book.register(case, citizen, said, by=self.agent, now=now)
        rest(told, now)
        self.book.keep(told)

    def answered(self, told: Told, now: datetime) -> None:
        """Three events: registered, answered directly, filed."""
        told.make("answer_directly", told.case, Given(text=REPLY), by=self.agent, now=now)
        told.make("archive", told.case, Given({"ground": "answered_directly"}), by=None, now=now)

    def handled(self, told: Told, now: datetime) -> None:
        """Eight events: dispatched, signed, contacted, replied, reviewed, called back with a rating, filed."""
        hours = iter(now + timedelta(hours=hour) for hour in range(1, 8))
        sent = next(hours)
        handed = [told.task_for(self.unit, Tie.LEAD, sent)]
        (task,) = told.hand_down("dispatch", told.case, handed, Given(), by=self.dispatcher, now=sent)
        told.make("sign", task, Given(), by=self.liaison, now=next(hours))
        told.make("contact", task, Given({"result": "reached"}), by=self.handler, now=next(hours))
        told.make("reply", task, Given({"outcome": "solved"}, text=REPLY), by=self.handler, now=next(hours))
        passed = next(hours)
        told.make("pass_review", task, Given(), by=self.reviewer, now=passed)
        self.call_back(told, passed, next(hours))

    def call_back(self, told: Told, passed: datetime, now: datetime) -> None:
        """The citizen was reached and is satisfied."""
        callback = told.beside(
            Callback(
                case=told.case, round=1, due_at=passed, attempts=1, result="reached", done_at=now, done_by=self.caller
            )
        )
        told.beside(Rating(callback=callback, assignment=told.tasks[0], satisfaction=4, solved=True))
        ratings = [{"assignment": 1, "satisfaction": 4, "solved": True}]
        facts = {"result": "reached", "round": 1, "ground": "passed", "ends": True, "ratings": ratings}
        told.make("call_back", told.case, Given(facts), by=self.caller, now=now)
        told.make("archive", told.case, Given({"ground": "reached"}), by=None, now=now)


def main(count: str, share: str, *rest: str) -> None:
    """The command lines above."""
    teller = Teller()
    teller.write(1, 100)  # warm
    if rest:
        with cProfile.Profile() as watch:
            teller.write(int(count), int(share))
        for order in ("tottime", "cumtime"):
            pstats.Stats(watch, stream=sys.stdout).strip_dirs().sort_stats(order).print_stats(40)
        return
    print("ready", flush=True)
    sys.stdin.readline()
    here, there = time.process_time(), _server_seconds()
    teller.write(int(count), int(share))
    print(time.process_time() - here, _server_seconds() - there, flush=True)


def _server_seconds() -> float:
    """What the connection's server process has used so far; 0 when it runs elsewhere."""
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    if connection.connection.info.host[:1] != "/" or not stat.exists():
        return 0
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(*sys.argv[1:])
