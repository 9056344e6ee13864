"""The ten worked histories to the minute, each by the real actions from the first call to its end; every one returns its
case. Those that demo and stories share (xinqiao/simulator) name no unit and no date; here each figure can be told by hand.

They start on Monday, the first of September 2025, half past nine, in the minimal city.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.factories import (
    REPLY,
    above,
    asked_back,
    at,
    called_back,
    delegated,
    dispatched,
    fresh,
    in_handling,
    its,
    joint,
    merged,
    person,
    react,
    registered,
    signed,
    taken_back,
    to_call_back,
    unit,
)  # fmt: skip
from xinqiao.callback import actions as callback
from xinqiao.callback.models import Callback
from xinqiao.cases.models import Assignment, Case
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.intake import actions as intake

SHANGHAI = ZoneInfo("Asia/Shanghai")
EXTRACT = "反映辖区内某项目资金使用问题，请核查并反馈。"


def on_day(day: int, hour: int, minute: int = 0) -> datetime:
    """That day of September 2025."""
    return datetime(2025, 9, day, hour, minute, tzinfo=SHANGHAI)


def plain() -> Case:
    """One unit, one reply, one satisfied citizen."""
    return filed(to_call_back())


def direct_answer() -> Case:
    """A question that the agent answers from an article; nobody is called back."""
    case = registered(case_type="consultation", title="供暖何时开始", category="C1201")
    intake.answer_directly(case, text="每年11月1日起供暖。", article="K-017", by=person("agent"), now=at(4))
    return settled(case)


def joint_handling() -> Case:
    """A lead that waits for who assists, a co-lead with its own part, one call, a rating of each."""
    lead, beside, helper = (signed(task, now=at(20)) for task in joint(category="C1201"))
    handling.contact(lead, result="reached", by=its("handler", lead), now=at(30))
    handling.feed_back(helper, text="管网压力正常。", by=its("handler", helper), now=at(120))
    for minute, task in ((130, beside), (150, lead)):
        answered(task, at(minute))
        passed(task, at(minute + 10))
    return filed(planned(lead.case))


def delegated_three_tiers() -> Case:
    """From the district to the town to the village, and up again, reviewed by each."""
    tasks = delegated("dongcheng", "heping", "xingfu")
    signed(tasks[-1], now=at(60))
    for minute, task in zip((100, 140, 180), reversed(tasks), strict=True):
        answered(task, at(minute))
        passed(task, at(minute + 10))
    return filed(planned(tasks[0].case))


def sent_back_and_designated() -> Case:
    """Housing is rid of it; human resources is refused, objects, and is held to it for good."""
    first = dispatched("zjj", category="C1301")
    taken_back(first, now=at(20))
    second = dispatch.dispatch(fresh(first.case), lead=unit("rsj"), by=person("dispatcher"), now=at(60))
    asked_back(second, now=at(70))
    dispatch.rule_return(second, granted=False, reason="属你单位职责", by=person("dispatcher"), now=at(90))
    handling.object(second, reason="三定方案无此职责", by=its("liaison", second), now=at(100))
    dispatch.rule_objection(second, granted=False, reason="指定承办", by=person("dispatcher"), now=at(130))
    answered(signed(second, now=at(140)), on_day(5, 10))
    passed(second, on_day(5, 11))
    return filed(planned(second.case))


def extended() -> Case:
    """Asked in time with the citizen told, granted, and answered on the new last day."""
    task = in_handling()
    handling.extend(
        task, until_on=date(2025, 9, 10), reason="须定制灯杆", told=True, by=its("handler", task), now=on_day(8, 9, 30)
    )
    dispatch.rule_extension(task, granted=True, by=above("reviewer", task), now=on_day(8, 15))
    answered(task, on_day(10, 16))
    passed(task, on_day(11, 9, 30))
    return filed(planned(task.case))


def reworked_to_a_problem_order() -> Case:
    """Three reworks by the town, all rated badly; the fourth is a problem order and goes up to the district."""
    case = to_call_back("heping", category="C1301").case
    for day in (2, 3, 4, 5):
        complained(fresh(case), on_day(day, 9))
        callback.rule_rework(case, verdict="rework", reason="未实际解决", by=person("reviewer"), now=on_day(day, 10))
        task = fresh(case).assignments.get(round=day)
        answered(signed(task, now=on_day(day, 11)), on_day(day, 14))
        passed(task, on_day(day, 15))
        react()
    return filed(planned(case), on_day(8, 9))


def merged_cases() -> Case:
    """Two citizens, one matter; returns the one that was merged. Each has his number, his reply and his call."""
    main = in_handling()
    case = merged(fresh(main.case))
    answered(main, at(60))
    passed(main, at(80))
    while react():
        pass
    filed(planned(main.case))
    return filed(planned(case))


def confidential_report() -> Case:
    """The town is accused: the district has it, on an extract; the town and its villages never do."""
    task = in_handling(
        "dongcheng", case_type="report", confidentiality="confidential", accused="heping", note=EXTRACT,
        title="举报街道项目资金问题", category="C1301",
    )  # fmt: skip
    answered(task, on_day(3, 10))
    passed(task, on_day(3, 11))
    return filed(planned(task.case))


def from_the_province() -> Case:
    """Half the time; more of it with the province's consent; found by the province's number."""
    task = in_handling(source="province", system="省平台", foreign_number="S20250901007")
    handling.extend(
        task, until_on=date(2025, 9, 8), reason="须现场勘验", told=True, by=its("handler", task), now=on_day(3, 10)
    )
    dispatch.rule_extension(
        task, granted=True, upper_reference="省转〔2025〕88号", by=above("reviewer", task), now=on_day(4, 10)
    )
    answered(task, on_day(5, 10))
    passed(task, on_day(5, 15))
    return filed(planned(task.case))


HISTORIES: dict[str, Callable[[], Case]] = {
    history.__name__: history
    for history in (
        plain, direct_answer, joint_handling, delegated_three_tiers, sent_back_and_designated, extended,
        reworked_to_a_problem_order, merged_cases, confidential_report, from_the_province,
    )
}  # fmt: skip


def answered(task: Assignment, now: datetime) -> None:
    handling.reply(task, text=REPLY, outcome="solved", by=its("handler", task), now=now)


def passed(task: Assignment, now: datetime) -> None:
    handling.pass_review(task, by=above("reviewer", task), now=now)


def planned(case: Case) -> Callback:
    """The callback of this round, which the reactions have planned."""
    while react():
        pass
    return fresh(case).callbacks.get(round=fresh(case).round)


def complained(case: Case, now: datetime) -> None:
    """The citizen is called and is not satisfied; the agent puts it before the reviewer."""
    called_back(planned(case), satisfaction=1, solved=False, now=now)
    react()


def filed(opened: Callback, now: datetime | None = None) -> Case:
    """The citizen is called, is satisfied, and the case is filed."""
    called_back(opened, now=now or opened.due_at + timedelta(minutes=20))
    return settled(opened.case)


def settled(case: Case) -> Case:
    while react():
        pass
    return fresh(case)
