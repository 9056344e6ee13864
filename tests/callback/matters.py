"""Cases that the real actions brought to where a test of callbacks begins."""

from datetime import datetime, timedelta

from tests.factories import PHONE, REPLY, at, fresh, in_handling, person, react, registered, to_call_back, unit
from xinqiao.callback.actions import Said, call_back, rule_rework
from xinqiao.callback.models import Callback, Result
from xinqiao.callback.queries import rated_units
from xinqiao.cases.models import Assignment, Case, Event
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.handling.outcomes import Outcome
from xinqiao.intake import actions as intake

AGENT, REVIEWER, DISPATCHER = "callback_agent", "reviewer", "dispatcher"
HOUR, DAY = 60, 24 * 60


def overdue(**facts: object) -> Case:
    """In hand; its limit is over on the twelfth of September."""
    return fresh(in_handling(**facts).case)


OVER = at(14 * DAY)  # any limit of the minimal city is over by then


def answered_by(task: Assignment, now: datetime) -> None:
    """Signed if need be, replied and passed by whoever handed it down."""
    task = fresh(task)
    code = task.unit.code
    if task.state == "dispatched":
        handling.sign(task, by=person("liaison", code), now=now)
    handling.reply(task, text=REPLY, outcome=Outcome.SOLVED, by=person("handler", code), now=now)
    handling.pass_review(task, by=person(REVIEWER, task.dispatched_by_unit.code), now=now + timedelta(minutes=1))


def joint_to_call() -> Callback:
    """City management leads, housing leads with it, the heating company helped; all have answered."""
    case = registered()
    dispatch.dispatch(
        case, lead=unit("cgj"), co_leads=[unit("zjj")], assisting=[unit("reli")], by=person(DISPATCHER), now=at(10)
    )
    helping = case.assignments.get(tie="assisting")
    handling.sign(helping, by=person("liaison", "reli"), now=at(20))
    handling.feed_back(helping, text="已配合查明管线走向。", by=person("handler", "reli"), now=at(25))
    for order, task in enumerate(case.assignments.exclude(tie="assisting")):
        answered_by(task, at(30 + order))
    react()
    return Callback.objects.get(case=case)


def merged_to_call() -> tuple[Callback, Callback]:
    """Two citizens, one matter: the callback of the main case, and that of the case that was merged into it."""
    main = in_handling()
    other = registered(now=at(1), name="司马长空", phone=PHONE[:-1] + "9")
    intake.propose_merge(other, into=main.case, by=person("agent"), now=at(21))
    dispatch.rule_merge(other, granted=True, by=person(DISPATCHER), now=at(22))
    answered_by(main, at(30))
    react()
    return Callback.objects.get(case=main.case), Callback.objects.get(case=other)


def tell(opened: Callback, *satisfactions: int, now: datetime, **more: object) -> Event:
    """The citizen is reached and rates each unit so; what is below basically satisfied is not solved either."""
    said = {
        task.pk: Said(satisfaction, solved=satisfaction > 2)
        for task, satisfaction in zip(rated_units(fresh(opened.case)), satisfactions, strict=True)
    }
    given = {"reason": "当晚又不亮了"} | more
    return call_back(opened, result=Result.REACHED, said=said, by=person(AGENT), now=now, **given)


def complained(*satisfactions: int, opened: Callback | None = None, now: datetime | None = None) -> Case:
    """The citizen complained, the agent advises a rework, nobody has ruled."""
    opened = opened or to_call_back()
    tell(opened, *(satisfactions or (1,)), rework=True, now=now or opened.due_at + timedelta(minutes=20))
    react()
    return fresh(opened.case)


def reworked(times: int = 1) -> Case:
    """A case that was reworked so often and is in hand again."""
    case = complained()
    for turn in range(1, times + 1):
        now = at(turn * DAY)
        rule_rework(case, verdict="rework", reason="未实际解决", by=person(REVIEWER), now=now)
        case = fresh(case)
        if turn < times:
            case = complained_again(case, now)
    return case


def complained_again(case: Case, now: datetime) -> Case:
    """The unit answered the rework, the citizen is not satisfied again."""
    answered_by(case.assignments.get(round=case.round), now + timedelta(hours=1))
    react()
    opened = case.callbacks.get(round=case.round)
    return complained(opened=opened, now=now + timedelta(hours=2))
