"""The people of the minimal city, and cases that the real actions brought to where a test begins.

Each step happens ten minutes after the one before; every case starts on Monday morning.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from xinqiao.callback import actions as callback
from xinqiao.callback.actions import Said
from xinqiao.callback.models import Callback, Result, Satisfaction
from xinqiao.cases.models import Assignment, Case, Event
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.handling.outcomes import Outcome
from xinqiao.intake import actions as intake
from xinqiao.intake.channels.base import Draft
from xinqiao.outbox.loop import run_all
from xinqiao.people.models import Post, Role, Staff, Unit

MONDAY = datetime(2025, 9, 1, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
PHONE, NAME, ADDRESS = "13912345678", "欧阳静秋", "幸福社区 6 栋 402"
REQUEST = "幸福路公交站往东三盏路灯连续三晚不亮，晚归的人看不清路面。"
REPLY = "已更换三盏灯具并试灯，当晚恢复照明。"
UNIT_ROLES = ("liaison", "handler")


def at(minutes: float) -> datetime:
    """So many minutes after Monday morning, half past nine."""
    return MONDAY + timedelta(minutes=minutes)


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def person(role: str, at_unit: str = "") -> Staff:
    """Somebody who holds the role: handlers and liaisons at the city management bureau, all others at the centre."""
    code = at_unit or ("cgj" if role in UNIT_ROLES else "xq")
    staff, new = Staff.objects.get_or_create(username=f"{role}-{code}", defaults={"name": f"甲-{role}-{code}"})
    if new:
        Post.objects.create(staff=staff, role=Role.objects.get(code=role), unit=unit(code))
    return staff


def draft(**facts: object) -> Draft:
    usual = {
        "source": "phone", "case_type": "help", "title": "路灯连续三晚不亮", "text": REQUEST, "category": "C1102",
        "area": "A101", "place": "幸福路公交站", "name": NAME, "phone": PHONE, "address": ADDRESS,
    }  # fmt: skip
    return Draft(**usual | facts)  # type: ignore[arg-type]


def registered(*, now: datetime = MONDAY, **facts: object) -> Case:
    return intake.register(draft(**facts), by=person("agent"), now=now)


def dispatched(to: str = "cgj", *, now: datetime = MONDAY, **facts: object) -> Assignment:
    case = registered(now=now, **facts)
    return dispatch.dispatch(case, lead=unit(to), by=person("dispatcher"), now=now + timedelta(minutes=10))


def in_handling(to: str = "cgj", *, now: datetime = MONDAY, **facts: object) -> Assignment:
    task = dispatched(to, now=now, **facts)
    handling.sign(task, by=person("liaison", to), now=now + timedelta(minutes=20))
    return task


def replied(to: str = "cgj", *, now: datetime = MONDAY, **facts: object) -> Assignment:
    task = in_handling(to, now=now, **facts)
    when = now + timedelta(minutes=30)
    handling.reply(task, text=REPLY, outcome=Outcome.SOLVED, by=person("handler", to), now=when)
    return task


def completed(to: str = "cgj", *, now: datetime = MONDAY, **facts: object) -> Assignment:
    """The reply has passed review; the outbox has not run, so no callback is planned yet."""
    task = replied(to, now=now, **facts)
    handling.pass_review(task, by=person("reviewer"), now=now + timedelta(minutes=40))
    return task


def to_call_back(to: str = "cgj", *, now: datetime = MONDAY, **facts: object) -> Callback:
    """Completed, and the reactions have planned the callback."""
    task = completed(to, now=now, **facts)
    react()
    return Callback.objects.get(case=task.case_id)


def called_back(
    opened: Callback, *, satisfaction: int = Satisfaction.SATISFIED, solved: bool = True, now: datetime | None = None
) -> Event:
    """The citizen was reached and said this of each unit."""
    said = {task.pk: Said(satisfaction, solved=solved) for task in opened.case.assignments.all()}
    when = now or opened.due_at + timedelta(minutes=10)
    return callback.call_back(opened, result=Result.REACHED, said=said, by=person("callback_agent"), now=when)


def archived(to: str = "cgj", *, now: datetime = MONDAY, **facts: object) -> Case:
    """The whole way: the citizen was satisfied, the case is filed."""
    opened = to_call_back(to, now=now, **facts)
    called_back(opened)
    react()
    return Case.objects.get(pk=opened.case_id)


def react() -> int:
    """Run what the outbox holds, with the platform's own reactions; returns how many rows ran."""
    return run_all()


def fresh(row):  # type: ignore[no-untyped-def]
    """The row as the database has it now, with nothing kept from before."""
    return type(row)._default_manager.get(pk=row.pk)
