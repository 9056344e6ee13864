"""What the data of an event says, in words: a table from keys to labels, so that no page shows a raw code."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xinqiao.callback.models import Result, Satisfaction
from xinqiao.cases.models import Event
from xinqiao.handling.outcomes import ContactResult, Outcome

# Suffix of an assignment -> the name of its unit, for data that names tasks by suffix.
Units = Mapping[int, str]


def _choice(choices: type[TextChoices]) -> Callable[[Any, Units], str]:
    return lambda code, units: str(choices(code).label)


def _moment(written: str, units: Units) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(written)):%Y-%m-%d %H:%M}"


def _ratings(ratings: list[dict[str, Any]], units: Units) -> str:
    return "\n".join(_rating(one, units) for one in ratings)


def _rating(one: Mapping[str, Any], units: Units) -> str:
    return gettext("%(unit)s %(satisfaction)s，%(solved)s") % {
        "unit": units[one["assignment"]],
        "satisfaction": Satisfaction(one["satisfaction"]).label,
        "solved": gettext("已解决") if one["solved"] else gettext("未解决"),
    }


def _ground(code: str, units: Units) -> str:
    if code == "no_contact":
        return gettext("无联系方式，不回访")
    return gettext("回访%(result)s") % {"result": Result(code).label}


# Verb -> key of its data -> label, and how the value is said.
WORDS: Final[dict[str, dict[str, tuple[Promise, Callable[[Any, Units], str]]]]] = {
    "dispatch": {"due_at": (_("办理时限"), _moment)},
    "contact": {"result": (_("联系结果"), _choice(ContactResult))},
    "reply": {"outcome": (_("办理结果"), _choice(Outcome))},
    "call_back": {"result": (_("通话结果"), _choice(Result)), "ratings": (_("评价"), _ratings)},
    "archive": {"ground": (_("归档依据"), _ground)},
}


def told(event: Event, units: Units) -> list[str]:
    """The lines "label：value" for what an event's data holds, in the order of the table."""
    words = WORDS.get(event.verb, {})
    return [
        gettext("%(label)s：%(value)s") % {"label": label, "value": say(event.data[key], units)}
        for key, (label, say) in words.items()
        if event.data.get(key)
    ]
