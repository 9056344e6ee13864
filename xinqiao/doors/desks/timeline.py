"""The timeline of a case as its reader wants it: all of it or one kind of entry, from the first on or the last first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.lifecycle import MOVES

MOVED, SAID, ASKED, CALLED = "moves", "words", "requests", "calls"
KINDS: Final[dict[str, str | Promise]] = {
    MOVED: _("流转"),
    SAID: _("与诉求人往来"),
    ASKED: _("申请与裁定"),
    CALLED: _("联系与回访"),
}
_SAID: Final = frozenset({
    "register", "append", "urge", "withdraw", "answer_directly", "decline", "interim_reply", "supplement", "reply",
})  # fmt: skip
_CALLED: Final = frozenset({"contact", "call_back"})
FEW: Final = 6  # so many entries are read without choosing among them


class Told(Protocol):
    """An entry of a timeline: of one kind."""

    @property
    def kind(self) -> str: ...


Line = TypeVar("Line", bound=Told)


def kind_of(verb: str) -> str:
    """What a move is for who reads the story: a call, something asked or ruled, words with the citizen, or a step."""
    move = MOVES[verb]
    if verb in _CALLED:
        return CALLED
    if verb in _SAID:
        return SAID
    return ASKED if move.asks or move.rules else MOVED


@dataclass(frozen=True, slots=True)
class Chip:
    """A kind to choose, with how many entries there are of it; `address`: the query string that chooses it."""

    label: str | Promise
    count: int
    address: str
    is_chosen: bool


def chosen(entries: Sequence[Line], asked: Mapping[str, str]) -> tuple[list[Line], list[Chip], str]:
    """The entries that the address asks for (`show`, `newest`), the kinds to choose from, and the query string that
    turns the order round. Of few entries nothing is to be chosen; an unknown kind is all of them."""
    newest = "newest" in asked
    show = asked.get("show", "")
    counts = {kind: sum(one.kind == kind for one in entries) for kind in KINDS}
    show = show if counts.get(show) else ""
    shown = [one for one in entries if show in ("", one.kind)]
    chips = [Chip(_("全部"), len(entries), _query("", newest=newest), not show)]
    chips += [
        Chip(label, counts[kind], _query(kind, newest=newest), show == kind)
        for kind, label in KINDS.items() if counts[kind]
    ]  # fmt: skip
    return shown[::-1] if newest else shown, chips if len(entries) > FEW else [], _query(show, newest=not newest)


def _query(show: str, *, newest: bool) -> str:
    return "?" + "&".join([f"show={show}"] * bool(show) + ["newest"] * newest)
