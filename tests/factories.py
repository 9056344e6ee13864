"""The people of the minimal city, and cases that the real actions brought to where a test begins.

Each step happens ten minutes after the one before; every case starts on Monday morning.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max

from xinqiao.callback import actions as callback
from xinqiao.callback.actions import Said
from xinqiao.callback.models import Callback, Result, Satisfaction
from xinqiao.callback.queries import rated_units
from xinqiao.cases.models import Assignment, Case, Event
from xinqiao.cases.settled import settled
from xinqiao.deadlines import calendar
from xinqiao.deadlines.models import CalendarDay
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.handling.outcomes import Outcome
from xinqiao.intake import actions as intake
from xinqiao.intake.channels.base import Draft
from xinqiao.outbox.loop import run_all
from xinqiao.people.models import Post, Role, Staff, Unit
from xinqiao.project.processes import wait_until

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


def colleague(of: Staff) -> Staff:
    """Somebody else who holds the same posts."""
    staff, new = Staff.objects.get_or_create(username=f"{of.username}-2", defaults={"name": f"乙-{of.username}"})
    if new:
        Post.objects.bulk_create([Post(staff=staff, role=post.role, unit=post.unit) for post in of.posts.all()])
    return staff


def its(role: str, task: Assignment) -> Staff:
    """Who holds the role at the unit whose task it is."""
    return person(role, task.unit.code)


def above(role: str, task: Assignment) -> Staff:
    """Who holds the role at the node that handed the task down."""
    return person(role, task.dispatched_by_unit.code)


def draft(**facts: object) -> Draft:
    usual = {
        "source": "phone", "case_type": "help", "title": "路灯连续三晚不亮", "text": REQUEST, "category": "C1102",
        "area": "A101", "place": "幸福路公交站", "name": NAME, "phone": PHONE, "address": ADDRESS,
    }  # fmt: skip
    return Draft(**usual | facts)  # type: ignore[arg-type]


def registered(*, now: datetime = MONDAY, by: Staff | None = None, **facts: object) -> Case:
    return intake.register(draft(**facts), by=by or person("agent"), now=now)


def left_by_a_citizen(**facts: object) -> Case:
    """What came in by itself, without an agent."""
    return intake.register(draft(**{"source": "web"} | facts), by=None, now=MONDAY)


def dispatched(to: str = "cgj", *, now: datetime = MONDAY, note: str = "", **facts: object) -> Assignment:
    case = registered(now=now, **facts)
    return dispatch.dispatch(case, lead=unit(to), note=note, by=person("dispatcher"), now=now + timedelta(minutes=10))


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
    said = {task.pk: Said(satisfaction, solved=solved) for task in rated_units(opened.case)}
    when = now or opened.due_at + timedelta(minutes=10)
    return callback.call_back(
        opened, result=Result.REACHED, said=said, reason="当晚又不亮了", by=person("callback_agent"), now=when
    )


def unanswered(opened: Callback, times: int = 3, *, now: datetime | None = None) -> Event:
    """So many attempts at which nobody answered, each as early as the calling hours let it be."""
    when = now or opened.due_at + timedelta(minutes=10)
    for _ in range(times):
        opened.refresh_from_db()
        when = max(when, opened.not_before or when)
        event = callback.call_back(opened, result=Result.NO_ANSWER, said={}, by=person("callback_agent"), now=when)
    return event


def archived(to: str = "cgj", *, now: datetime = MONDAY, **facts: object) -> Case:
    """The whole way: the citizen was satisfied, the case is filed."""
    opened = to_call_back(to, now=now, **facts)
    called_back(opened)
    react()
    return Case.objects.get(pk=opened.case_id)


def joint(*, now: datetime = MONDAY, **facts: object) -> list[Assignment]:
    """City management leads, housing leads with it, the heating company assists; nobody has signed."""
    case = registered(now=now, **facts)
    dispatch.dispatch(
        case, lead=unit("cgj"), co_leads=[unit("zjj")], assisting=[unit("reli")], by=person("dispatcher"),
        now=now + timedelta(minutes=10),
    )  # fmt: skip
    return list(case.assignments.order_by("suffix"))


def signed(task: Assignment, *, now: datetime) -> Assignment:
    handling.sign(task, by=its("liaison", task), now=now)
    return task


def delegated(*path: str, now: datetime = MONDAY, **facts: object) -> list[Assignment]:
    """From the district to the town, or along the path that is named; the last has not signed yet."""
    first, *below = path or ("dongcheng", "heping")
    tasks = [in_handling(first, now=now, **facts)]
    for tier, code in enumerate(below):
        when = now + timedelta(minutes=22 + 3 * tier)
        tasks += handling.delegate(tasks[-1], to=unit(code), by=its("dispatcher", tasks[-1]), now=when)
        if code != below[-1]:
            signed(tasks[-1], now=when + timedelta(minutes=1))
    return tasks


def town_task() -> Assignment:
    """What the district handed down to its town, which is at work."""
    return signed(delegated()[-1], now=at(25))


def town_task_with_time() -> Assignment:
    """The same, after the district was given until Friday of the next week: more than the town's own limit."""
    district = given_time(in_handling("dongcheng"), date(2025, 9, 12), now=at(21))
    (town,) = handling.delegate(district, to=unit("heping"), by=its("dispatcher", district), now=at(23))
    return signed(town, now=at(25))


def given_time(task: Assignment, until_on: date, *, now: datetime) -> Assignment:
    """Extended until the close of that day: asked for and granted."""
    handling.extend(task, until_on=until_on, reason="需多部门会商", told=True, by=its("handler", task), now=now)
    dispatch.rule_extension(task, granted=True, by=above("reviewer", task), now=now)
    return task


def asked_back(task: Assignment, *, now: datetime) -> Event:
    """The unit asks whoever dispatched to take its task back."""
    return handling.send_back(
        task, reason="不属本单位职责", basis="not_ours", proposed_unit=unit("xicheng"), by=its("liaison", task), now=now
    )


def sent_back(to: str = "zjj", *, now: datetime = MONDAY, **facts: object) -> Assignment:
    """The unit asked to be rid of it, and the dispatcher took it back: the case waits for another."""
    task = dispatched(to, now=now, **facts)
    return taken_back(task, now=now + timedelta(minutes=20))


def taken_back(task: Assignment, *, now: datetime) -> Assignment:
    asked_back(task, now=now)
    dispatch.rule_return(
        task, granted=True, reason="派单有误", by=above("dispatcher", task), now=now + timedelta(minutes=10)
    )
    return task


def recalled(to: str = "cgj", *, now: datetime = MONDAY, **facts: object) -> Assignment:
    task = dispatched(to, now=now, **facts)
    dispatch.recall(task, reason="派错单位", by=above("dispatcher", task), now=now + timedelta(minutes=15))
    return task


def carried_over(to: str = "cgj", *, now: datetime = MONDAY, **facts: object) -> Assignment:
    """On the books: looked at again in a month."""
    task = in_handling(to, now=now, **facts)
    handling.carry_over(
        task, look_at=now + timedelta(days=30), reason="须待道路改造", told=True, by=its("handler", task),
        now=now + timedelta(minutes=30),
    )  # fmt: skip
    dispatch.rule_carry_over(task, granted=True, by=above("reviewer", task), now=now + timedelta(minutes=40))
    return task


def merged(into: Case | None = None, *, now: datetime = MONDAY, **facts: object) -> Case:
    """The same matter from somebody else, merged into the case that is named or into one in hand."""
    main = into or fresh(in_handling(now=now).case)
    case = registered(now=now + timedelta(minutes=21), **{"name": "司徒望舒", "phone": "13800138000"} | facts)
    intake.propose_merge(case, into=main, by=person("agent"), now=now + timedelta(minutes=22))
    dispatch.rule_merge(case, granted=True, by=person("dispatcher"), now=now + timedelta(minutes=23))
    return case


def react() -> int:
    """Run what the outbox holds, with the platform's own reactions; returns how many rows ran."""
    return run_all()


def until_events_are_told() -> None:
    """Events are handed out once no older transaction is open in the whole server, other tests' included."""
    last = Event.objects.aggregate(last=Max("tx"))["last"]
    assert wait_until(lambda: settled() > last, 300), "an older transaction was open for five minutes"


def fresh(row):  # type: ignore[no-untyped-def]
    """The row as the database has it now, with nothing kept from before."""
    return type(row)._default_manager.get(pk=row.pk)


def on_the_calendar(on: str, *, is_working: bool) -> None:
    """The day is made a working day or one off, as an announcement does it."""
    CalendarDay.objects.update_or_create(on=on, defaults={"is_working": is_working, "name": "调休"})
    calendar.forget()
