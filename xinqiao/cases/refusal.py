"""Why the door says no. Each names what, where and what is possible instead; none tells personal data."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext

from xinqiao.cases.lifecycle import MOVES, Move, Stage, State, label

if TYPE_CHECKING:
    from xinqiao.cases.models import Assignment, Case


class Refused(Exception):
    """A move was not made and nothing was written."""

    instead: Sequence[Move] = ()  # what may be done as it stands, where it was found out

    def __init__(self, move: Move, message: str) -> None:
        super().__init__(message)
        self.move = move


class Conflict(Refused):
    """The case or task no longer stands where this move starts: another was quicker, or it was never due."""

    def __init__(
        self, move: Move, on: "Case | Assignment", standing: Stage | State, instead: Sequence[Move] = ()
    ) -> None:
        self.standing = standing
        self.instead = instead
        message = gettext("%(last)s%(number)s 现为“%(standing)s”，不能%(move)s；可以：%(instead)s") % {
            "last": _what_happened(on),
            "number": on.number,
            "standing": gettext(label(standing)),
            "move": gettext(move.label),
            "instead": "、".join(gettext(other.label) for other in self.instead) or gettext("无"),
        }
        super().__init__(move, message)


def _what_happened(on: "Case | Assignment") -> str:
    """Who did what last, for the one who came second."""
    last = on.events.select_related("by").order_by("-seq").first()
    if last is None:
        return ""
    return gettext("%(who)s 已于 %(at)s %(move)s。") % {
        "who": last.by.name if last.by else gettext("系统"),
        "at": f"{timezone.localtime(last.at):%m-%d %H:%M}",
        "move": gettext(MOVES[last.verb].label),
    }


class Barred(Refused):
    """The table allows the move from here, yet something else stands in its way; `why` says what."""

    def __init__(self, move: Move, why: str) -> None:
        self.why = why
        super().__init__(move, gettext("不能%(move)s：%(why)s") % {"move": gettext(move.label), "why": why})


class Unknown(Refused):
    """Something was given that the city does not know; `field` names it, `problem` says what is wrong with it."""

    def __init__(self, move: Move, field: str, problem: str) -> None:
        self.field = field
        self.problem = problem
        super().__init__(move, problem)


class NotYours(Refused):
    """The actor holds no grant that reaches the unit in question."""

    def __init__(self, move: Move) -> None:
        super().__init__(move, gettext("您的岗位不能对此%(move)s") % {"move": gettext(move.label)})


class Incomplete(Refused):
    """Something that the move needs was not given; `missing` names it."""

    def __init__(self, move: Move, missing: list[str]) -> None:
        self.missing = missing
        message = gettext("%(move)s缺少：%(missing)s") % {
            "move": gettext(move.label),
            "missing": "、".join(missing),
        }
        super().__init__(move, message)
