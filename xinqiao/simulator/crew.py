"""The people of a simulated city: for every unit who signs, handles, hands on and reviews; at the centre a hall."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from django.db import transaction

from xinqiao.catalogue.models import Source
from xinqiao.people.models import Post, Role, Staff, Unit
from xinqiao.people.scope import gather as reaches_of

SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
)
GIVEN: Final = (
    "晓燕", "建国", "丽娟", "志强", "桂兰", "海涛", "雪梅", "立新", "秀英", "文博", "春燕", "永刚", "慧敏", "国庆", "玉珍",
    "俊杰", "红霞", "学文", "金凤", "少华", "美玲", "德胜", "静怡", "兴旺", "彩云", "宏伟", "佳琪", "振华", "淑芳", "子涵",
)  # fmt: skip

# How many hold a role at the centre, and which roles every unit has; who hands on and reviews only where there is below.
HALL: Final = {"agent": 12, "shift_lead": 2, "dispatcher": 4, "reviewer": 4, "callback_agent": 5}
OFFICERS: Final = 2  # of each source that has its own
UNIT: Final = ("liaison", "handler")
NODE: Final = ("dispatcher", "reviewer")

# Role and code of the unit -> who holds it there.
Crew = dict[tuple[str, str], list[Staff]]


def name(number: int) -> str:
    """A person's name; many numbers give different ones."""
    return SURNAMES[number % len(SURNAMES)] + GIVEN[number * 7 // len(SURNAMES) % len(GIVEN)]


@transaction.atomic
def gather() -> Crew:
    """The crew of the applied city; who is missing is made, unable to sign in but in a demo."""
    units = {unit.code: unit for unit in Unit.objects.filter(is_active=True).select_related("parent")}
    wanted = list(_wanted(units.values(), _officers()))
    known = {person.username: person for person in Staff.objects.filter(username__in=[one for one, *_ in wanted])}
    fresh = [Staff(username=one, name=name(number), is_demo=True) for number, (one, *_) in enumerate(wanted)]
    fresh = [person for person in fresh if person.username not in known]
    for person in fresh:
        person.set_unusable_password()
    known |= {person.username: person for person in Staff.objects.bulk_create(fresh)}
    _post(known, wanted)
    _grant(known)
    crew: Crew = {}
    for username, role, unit in wanted:
        crew.setdefault((role, unit.code), []).append(known[username])
    return crew


def _grant(crew: dict[str, Staff]) -> None:
    """Read all their grants at once; each person would ask for his own."""
    people = {person.pk: person for person in crew.values()}
    rows = Post.objects.filter(staff__in=people, unit__is_active=True)
    held: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for key, verb, scope, path in rows.values_list("staff", "role__grants__verb", "role__grants__scope", "unit__path"):
        held[key].append((verb, scope, path))
    for key, person in people.items():
        person.reaches = reaches_of(held[key])


def _officers() -> list[str]:
    """The roles that look after a source's cases at the centre (floor rule 9)."""
    return sorted(set(Source.objects.filter(officer__isnull=False).values_list("officer__code", flat=True)))


def _wanted(units: Iterable[Unit], officers: Iterable[str]) -> Iterator[tuple[str, str, Unit]]:
    """Username, role and unit of everybody, in an order that stays."""
    at_centre = dict.fromkeys(officers, OFFICERS) | HALL
    units = sorted(units, key=lambda unit: unit.path)
    above = {unit.parent_id for unit in units}
    for unit in units:
        if unit.parent_id is None:
            hall = ((role, number) for role, many in at_centre.items() for number in range(1, many + 1))
            yield from ((f"demo-{role}-{number}", role, unit) for role, number in hall)
            continue
        for role in (*UNIT, *(NODE if unit.pk in above else ())):
            yield f"demo-{role}-{unit.code}", role, unit


def _post(known: dict[str, Staff], wanted: Iterable[tuple[str, str, Unit]]) -> None:
    roles = {role.code: role for role in Role.objects.all()}
    Post.objects.bulk_create(
        (Post(staff=known[username], role=roles[role], unit=unit) for username, role, unit in wanted),
        ignore_conflicts=True,
    )
