"""The people and the cases of the matrix: every role at every tier, and a case in each situation that rights hang on.

`THINGS` says of each case what the oracle must know; `BUILDERS` bring it there by the real actions.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final, TypeVar
from zlib import crc32

from django.core.files.base import ContentFile

from tests.factories import (
    MONDAY,
    above,
    asked_back,
    at,
    called_back,
    draft,
    fresh,
    given_time,
    its,
    person,
    signed,
    unit,
)
from tests.files.samples import SAMPLES
from tests.fixtures.at_once import SOAK
from tests.rights.oracle import Person, Task, Thing, holds, is_accused, reads, roles, sees
from xinqiao.callback import actions as callback
from xinqiao.callback.models import Satisfaction
from xinqiao.cases.models import Assignment, Case, Flag
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.handling.outcomes import Outcome
from xinqiao.intake import actions as intake
from xinqiao.people.models import Unit

Option = TypeVar("Option")
UNITS: Final = ("xq", "cgj", "zjj", "dongcheng", "heping", "xingfu")
PEOPLE: Final = (
    *(Person(f"{role}-{code}", ((role, code),)) for role in roles() for code in UNITS),
    Person("two-posts", (("agent", "xq"), ("handler", "heping"))),
    Person("ruler-of-the-accused", (("reviewer", "xq"), ("liaison", "heping"))),
    Person("newcomer", ()),
)
THINGS: Final = (
    Thing("waiting", "registered", asked=(("propose_answer", None),)),
    Thing("at_bureau", tasks=(Task("cgj"),), asked=(("extend", 0),)),
    Thing(
        "delegated", tasks=(Task("dongcheng"), Task("heping", "dongcheng"), Task("xingfu", "heping")),
        asked=(("pause", 2),),
    ),
    Thing("in_review", tasks=(Task("dongcheng"), Task("heping", "dongcheng", "replied"))),
    Thing("flagged", tasks=(Task("cgj", state="dispatched"),), flagged=True, asked=(("send_back", 0),)),
    Thing("flagged_waiting", "registered", flagged=True, registrar="administrator-xq", asked=(("propose_merge", None),)),
    Thing(
        "accusing", tasks=(Task("dongcheng"), Task("heping", "dongcheng")), accused="zjj", guarded=True,
        reported=True, asked=(("send_back", 1),),
    ),
    Thing("confidential", tasks=(Task("cgj"),), accused="dongcheng", guarded=True, asked=(("carry_over", 0),)),
    Thing("on_the_books", "carried_over", tasks=(Task("dongcheng", carried=True),)),
    Thing(
        "turned", tasks=(Task("zjj", state="recalled"), Task("cgj", state="replied")), accused="zjj", guarded=True,
        reported=True,
    ),
    Thing("to_call", "completed", tasks=(Task("zjj", state="completed"),), calls=True),
    Thing(
        "complained", "completed", tasks=(Task("cgj", state="completed"),), asked=(("propose_rework", None),)
    ),
    Thing("merged", "merged"),
    Thing("declined", "declined"),
    Thing("own", "registered", accused="zjj", guarded=True, reported=True, registrar="administrator-zjj"),
)  # fmt: skip


def trying(*verbs: str) -> list[Person]:
    """Who tries what asks for one of the verbs: all who hold it anywhere, and of the other roles one each, at a tier
    that turns with the verb. With XINQIAO_SOAK everybody."""
    if SOAK:
        return list(PEOPLE)
    of_each_role = of_every_role(verbs[0])
    return [one for one in PEOPLE if holds(one, *verbs) or one in of_each_role]


def of_every_role(verb: str) -> list[Person]:
    """One of each role, at a tier that turns with the verb or the page. With XINQIAO_SOAK everybody."""
    at_unit = UNITS[crc32(verb.encode()) % len(UNITS)]
    return [one for one in PEOPLE if SOAK or not one.posts or one.posts[0][1] == at_unit]


def told_apart(person: Person, turn: int) -> list[Thing]:
    """One thing for each way in which his rights to things differ."""
    answers = (sees, reads, is_accused)
    return one_of_each(THINGS, turn, lambda one: (one.flagged, *(answer(person, one) for answer in answers)))


def one_of_each(options: Sequence[Option], turn: int, answer: Callable[[Option], object]) -> list[Option]:
    """Of the options one for each answer that the oracle gives, another one at another turn. With XINQIAO_SOAK all."""
    place = turn % len(options)
    turned = [*options[place:], *options[:place]]
    return turned if SOAK else list({answer(one): one for one in reversed(turned)}.values())


# What a guarded case hides, by thing: its title, words, place, and who asks.
SECRETS: Final = {
    thing.name: {
        "title": f"举报伙食补贴{number}",
        "text": f"食堂账目第{number}页有涂改",
        "place": f"后院{number}号平房",
        "name": f"上官若水{number}",
        "phone": f"1390000{number:04d}",
        "address": f"槐树巷{number}弄",
        "photo": f"zhangmu{number}.png",
        "foreign_number": f"LD{number:06d}",
    }
    for number, thing in enumerate(THINGS, start=100)
}
SYSTEM: Final = "旧热线"
# A category of which none of our units owns a part: who owns one may not send back (floor rule 11).
NOBODYS: Final = "C1302"
EXTRACT: Final = "请核查{unit}管理的账目"


def registered(name: str, *, by: str = "agent-xq", **facts: object) -> Case:
    """Registered on Monday with a photo and the number that it has in an older system."""
    said = dict(SECRETS[name])
    photo = ContentFile(SAMPLES[".png"], name=said.pop("photo"))
    role, _, code = by.partition("-")
    made = draft(**{**said, "system": SYSTEM, "case_type": "help", "category": NOBODYS, "area": "", **facts})
    return intake.register(made, uploads=[photo], by=person(role, code), now=MONDAY)


def handed(case: Case, to: str, *below: str, hold_last: bool = False) -> list[Assignment]:
    """Dispatched, and delegated along the path; all sign, the last one unless it is held."""
    tasks = [dispatch.dispatch(case, lead=unit(to), note=EXTRACT.format(unit=to), by=person("dispatcher"), now=at(10))]
    for tier, code in enumerate(below):
        parent = signed(tasks[-1], now=at(12 + 4 * tier))
        by, when = its("dispatcher", parent), at(14 + 4 * tier)
        tasks += handling.delegate(parent, to=unit(code), note=EXTRACT.format(unit=code), by=by, now=when)
    if not hold_last:
        signed(tasks[-1], now=at(30))
    return tasks


def answered(task: Assignment, *, passed: bool = False) -> Assignment:
    handling.reply(task, text="已办结。", outcome=Outcome.SOLVED, by=its("handler", task), now=at(40))
    if passed:
        handling.pass_review(task, by=above("reviewer", task), now=at(50))
    return task


def _waiting(name: str) -> Case:
    case = registered(name)
    intake.propose_answer(case, text="可凭身份证办理。", by=person("agent"), now=at(5))
    return case


def _at_bureau(name: str) -> Case:
    (task,) = handed(registered(name), "cgj")
    until_on = (task.due_at + timedelta(days=3)).date()
    handling.extend(task, until_on=until_on, reason="情况复杂", told=True, by=its("handler", task), now=at(40))
    return task.case


def _delegated(name: str) -> Case:
    """The tiers above have more time: inside a limit that stays nobody's clock stands still."""
    district, town, task = handed(registered(name), "dongcheng", "heping", "xingfu")
    given_time(district, date(2025, 9, 12), now=at(38))
    given_time(fresh(town), date(2025, 9, 12), now=at(39))
    handling.pause(
        fresh(task), until=MONDAY + timedelta(days=2), reason="待诉求人补充", by=its("handler", task), now=at(40)
    )
    return task.case


def _in_review(name: str) -> Case:
    return answered(handed(registered(name), "dongcheng", "heping")[-1]).case


def _flagged(name: str) -> Case:
    (task,) = handed(registered(name), "cgj", hold_last=True)
    asked_back(task, now=at(40))
    intake.flag(fresh(task.case), flag=Flag.SENSITIVE, by=person("agent"), now=at(45))
    return task.case


def _flagged_waiting(name: str) -> Case:
    case = registered(name, by="administrator-xq")
    intake.propose_merge(case, into=titled("waiting"), by=person("agent"), now=at(5))
    intake.flag(case, flag=Flag.CROWD, by=person("agent"), now=at(6))
    return case


def _accusing(name: str) -> Case:
    case = registered(name, case_type="report", accused="zjj")
    task = handed(case, "dongcheng", "heping")[-1]
    asked_back(task, now=at(40))
    return task.case


def _confidential(name: str) -> Case:
    case = registered(name, confidentiality="confidential", accused="dongcheng")
    (task,) = handed(case, "cgj")
    handling.carry_over(
        task, look_at=MONDAY + timedelta(days=30), reason="须待整改", told=True, by=its("handler", task), now=at(40)
    )
    return task.case


def _on_the_books(name: str) -> Case:
    """To be looked at since autumn."""
    (task,) = handed(registered(name), "dongcheng")
    handling.carry_over(
        task, look_at=MONDAY + timedelta(days=30), reason="须待整改", told=True, by=its("handler", task), now=at(40)
    )
    dispatch.rule_carry_over(task, granted=True, by=above("reviewer", task), now=at(45))
    return task.case


def _turned(name: str) -> Case:
    """Sent to the very unit that it turns out to accuse, taken back in time, and sent to another."""
    case = registered(name, case_type="report")
    (task,) = handed(case, "zjj", hold_last=True)
    dispatch.recall(task, reason="涉及该单位", by=person("dispatcher"), now=at(11))
    zjj = Unit.objects.get(code="zjj")
    dispatch.amend(fresh(case), accused=zjj, reason="补录被举报单位", by=person("dispatcher"), now=at(12))
    by = person("dispatcher")
    other = dispatch.dispatch(fresh(case), lead=unit("cgj"), note=EXTRACT.format(unit="cgj"), by=by, now=at(13))
    return answered(signed(other, now=at(30))).case


def _to_call(name: str) -> Case:
    case = fresh(answered(*handed(registered(name), "zjj"), passed=True).case)
    assert callback.plan(case, now=at(51))
    return case


def _complained(name: str) -> Case:
    case = fresh(answered(*handed(registered(name), "cgj"), passed=True).case)
    opened = callback.plan(case, now=at(51))
    assert opened
    called_back(opened, satisfaction=Satisfaction.VERY_DISSATISFIED, solved=False)
    return case


def _merged(name: str) -> Case:
    case = registered(name)
    intake.propose_merge(case, into=titled("waiting"), by=person("agent"), now=at(5))
    dispatch.rule_merge(case, granted=True, by=person("dispatcher"), now=at(6))
    return case


def _declined(name: str) -> Case:
    case = registered(name)
    intake.decline(case, ground="litigation", text="请向人民法院起诉。", by=person("agent"), now=at(5))
    return case


def titled(name: str) -> Case:
    return Case.objects.get(title=SECRETS[name]["title"])


def _own(name: str) -> Case:
    return registered(name, by="administrator-zjj", case_type="report", accused="zjj")


BUILDERS: Final[dict[str, Callable[[str], Case]]] = {
    "waiting": _waiting, "at_bureau": _at_bureau, "delegated": _delegated, "in_review": _in_review,
    "flagged": _flagged, "flagged_waiting": _flagged_waiting, "accusing": _accusing, "confidential": _confidential,
    "on_the_books": _on_the_books, "turned": _turned, "to_call": _to_call, "complained": _complained,
    "merged": _merged, "declined": _declined, "own": _own,
}  # fmt: skip
