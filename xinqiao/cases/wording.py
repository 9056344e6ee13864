"""What the data of an event says, in words: tables from keys to labels, so that no page shows a raw code."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.lifecycle import Move
from xinqiao.cases.models import Confidentiality, Event, Flag, Request, Tie
from xinqiao.catalogue.models import Area, CaseType, Category, Ground, Urgency
from xinqiao.people.models import Unit
from xinqiao.text.masking import mask_free_text

UNIT_KEYS: Final = ("unit", "units", "lead", "co_leads", "assisting", "proposed_unit")
# The indicators that a task, or what the citizen said of it, may be left out of (剔除); `assessment` counts them.
INDICATORS: Final[dict[str, Promise]] = {
    "signed_in_time": _("按时签收率"),
    "responded_in_time": _("响应率"),
    "completed_in_time": _("按时办结率"),
    "satisfaction": _("满意率"),
    "resolution": _("解决率"),
}


# What a unit cannot do by itself but asks for (floor rules 7, 8 and 11).
ASKED_FOR: Final = frozenset({"send_back", "extend", "pause", "carry_over", "strike_off"})


def deed(move: Move) -> str:
    """What whoever makes the move is told that he does: `label` is what it is called once it is made."""
    label = gettext(move.label)
    return gettext("申请%(what)s") % {"what": label} if move.verb in ASKED_FOR else label


class Names:
    """The names behind the codes of some events: at most one query for each kind, and only when a code is told."""

    def __init__(self, events: Iterable[Event], unspoken: Iterable[str] = ()) -> None:
        """`unspoken`: numbers of cases that whoever reads this shall not know of."""
        self.events, self.unspoken = list(events), tuple(unspoken)

    @cached_property
    def units(self) -> dict[str, str]:
        return self._names(Unit, *UNIT_KEYS)

    @cached_property
    def categories(self) -> dict[str, str]:
        return self._names(Category, "category")

    @cached_property
    def areas(self) -> dict[str, str]:
        return self._names(Area, "area")

    @cached_property
    def grounds(self) -> dict[tuple[str, str], str]:
        """By kind and code; the table is short."""
        return {(kind, code): name for kind, code, name in Ground.objects.values_list("kind", "code", "name")}

    @cached_property
    def tasks(self) -> dict[int, str]:
        """The unit of each task that the events name, by suffix."""
        return {event.assignment.suffix: event.assignment.unit.name for event in self.events if event.assignment}

    def _names(self, model: Any, *keys: str) -> dict[str, str]:
        codes = {code for event in self.events for key in keys for code in _codes(event.data.get(key))}
        return dict(model.objects.filter(code__in=codes).values_list("code", "name"))


def _codes(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


@dataclass(frozen=True, slots=True)
class Fact:
    """A value of an event's data with the verb that told it and the names at hand."""

    value: Any
    verb: str
    names: Names


Say = Callable[[Fact], str]
Line = tuple[str, str]


def choice(choices: type[TextChoices]) -> Say:
    """Say a code by the label of its choice."""
    return lambda fact: str(choices(fact.value).label)


def plain(fact: Fact) -> str:
    """What somebody typed, masked like every text."""
    return mask_free_text(str(fact.value))


def _number(fact: Fact) -> str:
    return str(fact.value)


def moment(fact: Fact) -> str:
    """A moment to the minute, a day as it is."""
    if len(fact.value) == len("2025-09-01"):
        return date.fromisoformat(fact.value).isoformat()
    return f"{timezone.localtime(datetime.fromisoformat(fact.value)):%Y-%m-%d %H:%M}"


def said_units(fact: Fact) -> str:
    """The names of the units behind a code or several."""
    return "、".join(fact.names.units.get(code, code) for code in _codes(fact.value))


def _ground(fact: Fact) -> str:
    return fact.names.grounds.get((fact.verb, fact.value), fact.value)


def _category(fact: Fact) -> str:
    return fact.names.categories.get(fact.value, fact.value)


def _area(fact: Fact) -> str:
    return fact.names.areas.get(fact.value, fact.value)


def granted(fact: Fact) -> str:
    return gettext("同意") if fact.value else gettext("不同意")


def _indicator(fact: Fact) -> str:
    return str(INDICATORS.get(fact.value, fact.value))


LABELLED: Final[dict[str, tuple[Promise, Say]]] = {
    "granted": (_("裁定"), granted),
    "tie": (_("承办方式"), choice(Tie)),
    "lead": (_("主办单位"), said_units),
    "co_leads": (_("共同主办"), said_units),
    "assisting": (_("协办单位"), said_units),
    "proposed_unit": (_("建议单位"), said_units),
    "units": (_("会商单位"), said_units),
    "basis": (_("依据"), _ground),
    "ground": (_("事由"), _ground),
    "target": (_("转往"), _ground),
    "door": (_("正确渠道"), plain),
    "foreign_number": (_("对方编号"), _number),
    "indicator": (_("指标"), _indicator),
    "until": (_("至"), moment),
    "look_at": (_("复查时间"), moment),
    "due_at": (_("办理时限"), moment),
    "progress_due_at": (_("下次告知进展"), moment),
    "upper_due_at": (_("上级时限"), moment),
    "upper_reference": (_("上级批复"), plain),
    "article": (_("依据的知识"), plain),
    "case_type": (_("诉求类型"), choice(CaseType)),
    "category": (_("分类"), _category),
    "area": (_("区域"), _area),
    "urgency": (_("紧急程度"), choice(Urgency)),
    "confidentiality": (_("身份保密"), choice(Confidentiality)),
    "flag": (_("标记"), choice(Flag)),
    "earlier": (_("前次诉求"), _number),
    "into": (_("并入"), _number),
    "merged_into": (_("并入"), _number),
    "main": (_("主诉求"), _number),
    "assumed": (_("时间"), lambda fact: gettext("原系统未记载，导入时推定")),
}
# Verbs that tell less than all they hold, because the page shows the rest where it stands. Whom a case accuses no event
# tells at all: the page says it to who may know.
ONLY: Final[dict[str, frozenset[str]]] = {"register": frozenset({"earlier", "upper_due_at", "proposed_unit"})}


def told(event: Event, names: Names, more: Mapping[str, tuple[Promise, Say]] | None = None) -> list[str]:
    """The lines "label：value" for what an event's data holds, in the order of the tables; `more` wins and comes
    first."""
    return [
        gettext("%(label)s：%(value)s") % {"label": label, "value": value}
        for label, value in lines_of(event, names, more)
    ]


def lines_of(event: Event, names: Names, more: Mapping[str, tuple[Promise, Say]] | None = None) -> list[Line]:
    """The same as pairs."""
    table = {**(more or {}), **{key: said for key, said in LABELLED.items() if key not in (more or {})}}
    wanted = ONLY.get(event.verb, table.keys())
    return [
        (str(label), say(Fact(event.data[key], event.verb, names)))
        for key, (label, say) in table.items()
        if key in wanted and event.data.get(key) not in (None, "", [], *names.unspoken)
    ]


def told_of_request(request: Request) -> list[Line]:
    """What was asked, as pairs of label and value: the facts of the event that asked, then its words, masked."""
    asked = request.asked
    lines = lines_of(asked, Names([asked]))
    words = [(gettext("说明"), mask_free_text(asked.text.body))] if hasattr(asked, "text") else []
    return lines + words


def waiting(kind: str, label: str) -> str:
    """How an open request is called where a state stands: 退单待审, 延期待审 …"""
    return gettext("%(move)s待审") % {"move": gettext(label)}
