"""What the data of an event says, in words: beside the tables of `cases`, the words of the stages above."""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xinqiao.callback.models import Filed, Ground, Result, Satisfaction, Verdict
from xinqiao.cases import wording
from xinqiao.cases.models import Event
from xinqiao.cases.wording import Fact, Names, Say, choice
from xinqiao.handling.outcomes import ContactResult, Outcome
from xinqiao.intake.urgent import Means

PROBLEMS: Final = {"rework": _("重办已达上限")}
# Of an answer that was given in another system.
NOT_TOLD: Final = {"not_told": _("原系统未记载")}


def _known(choices: type[TextChoices]) -> Say:
    """Say a code that older events may hold otherwise."""
    return lambda fact: str(choices(fact.value).label) if fact.value in choices.values else fact.value


def _ratings(fact: Fact) -> str:
    return "\n".join(_rating(one, fact.names) for one in fact.value)


def _rating(one: Mapping[str, Any], names: Names) -> str:
    return gettext("%(unit)s %(satisfaction)s，%(solved)s") % {
        "unit": gettext("承办单位") if "case" in one else names.tasks.get(one["assignment"], gettext("承办单位")),
        "satisfaction": Satisfaction(one["satisfaction"]).label,
        "solved": gettext("已解决") if one["solved"] else gettext("未解决"),
    }


def _outcome(fact: Fact) -> str:
    return str(NOT_TOLD.get(fact.value) or Outcome(fact.value).label)


def _problem(fact: Fact) -> str:
    return str(PROBLEMS.get(fact.value, fact.value))


def _was_asked(fact: Fact) -> str:
    return gettext("已问到") if fact.value else gettext("未能问到")


# Verb -> key of its data -> label, and how the value is said.
WORDS: Final[dict[str, dict[str, tuple[Promise, Say]]]] = {
    "brief_leader": {"leader": (_("所报领导"), wording.plain), "means": (_("上报方式"), choice(Means))},
    "reassign": {"unit": (_("改派给"), wording.said_units)},
    "rule_supplement": {"granted": (_("诉求人答复"), _was_asked)},
    "contact": {"result": (_("联系结果"), choice(ContactResult))},
    "reply": {"outcome": (_("办理结果"), _outcome)},
    "call_back": {
        "ground": (_("回访缘由"), _known(Ground)),
        "result": (_("通话结果"), choice(Result)),
        "ratings": (_("评价"), _ratings),
    },
    "rule_rework": {"verdict": (_("裁定"), choice(Verdict)), "granted": (_("重办"), wording.granted)},
    "mark_problem": {"ground": (_("事由"), _problem)},
    "archive": {"ground": (_("归档依据"), _known(Filed))},
}


def told(event: Event, names: Names) -> list[str]:
    """The lines "label：value" for what an event's data holds, in the order of the tables."""
    return wording.told(event, names, WORDS.get(event.verb))
