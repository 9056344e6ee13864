"""`xinqiao lifecycle [--check]`: writes docs/lifecycle.md from the table of moves, or tells whether it is fresh."""

from argparse import ArgumentParser
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from xinqiao.cases import models
from xinqiao.cases.lifecycle import MOVES, RULED_BY, At, Clock, Move, Stage, Standing, State, Tie, stage

HEAD = """\
# The lifecycle of a case

Drawn by `xinqiao lifecycle` from `xinqiao/cases/lifecycle.py`, the only place that decides what is allowed; do not
edit. Why it is built this way: [adr/0004-lifecycle.md](adr/0004-lifecycle.md).
"""
COLUMNS = ("Move", "", "On", "By whom", "From", "To", "Must be given", "Guards", "Clock")
CASE_NOTE = """\
A case move decides the stage; otherwise it follows from the tasks of the leading units. A label in brackets is a move
on a task that carries the case along when it is made on the last task that holds it back. Moves that leave a case
or task where it stands are in the table above and not drawn.
"""


class Command(BaseCommand):
    help = "Draw docs/lifecycle.md from the table of moves; with --check only tell whether it is fresh (exit 1 if not)."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        path: Path = settings.PACKAGE.parent / "docs" / "lifecycle.md"
        if not path.parent.is_dir():
            raise CommandError(f"{path.parent} is not there: run this in a checkout, where the documents are")
        drawn = draw()
        if path.is_file() and path.read_text("utf-8") == drawn:
            self.stdout.write(f"{path} is fresh")
        elif check:
            raise CommandError(f"{path} is not what the table says; run: xinqiao lifecycle")
        else:
            path.write_text(drawn, "utf-8")
            self.stdout.write(f"{path} written")


def draw() -> str:
    """The whole document: the table of moves, the drawing of a case, the drawing of a task."""
    with override("zh-hans"):
        return "\n".join(_parts())


def _parts() -> Iterator[str]:
    yield from (
        HEAD,
        "## Moves\n",
        "\n".join(_table()) + "\n",
        "## A case (诉求)\n",
        CASE_NOTE,
        "\n".join(_drawing(Stage, [*_first(), *_case_moves(), *_carried()])) + "\n",
        "## A task of one unit (承办单)\n",
        "\n".join(_drawing(State, [*_handed_down(), *_task_moves()])) + "\n",
    )


Arrow = tuple[str, str, str]  # from, to, label
NOWHERE = "[*]"


def _table() -> Iterator[str]:
    yield f"| {' | '.join(COLUMNS)} |"
    yield "|---" * len(COLUMNS) + "|"
    for move in MOVES.values():
        cells = (
            f"`{move.verb}`",
            move.label,
            "task" if move.at == At.ASSIGNMENT else "case",
            move.who.replace("_", " "),
            ", ".join(f"{_word(one)} `{one}`" for one in sorted(move.from_)) or "—",
            _becomes(move),
            ", ".join(move.needs),
            ", ".join([*sorted(move.ties), *move.guards]),
            "" if move.clock == Clock.NONE else move.clock,
        )
        yield f"| {' | '.join(cells)} |"


def _becomes(move: Move) -> str:
    """Where a move leads; a request waits for its ruling, and a ruling leads there only if it grants."""
    if move.asks:
        return f"asks; `{RULED_BY[move.verb]}` rules"
    return f"{_leads_to(move)}, if granted" if move.rules else _leads_to(move)


def _leads_to(move: Move) -> str:
    if move.to:
        return f"{_word(move.to)} `{move.to}`"
    return "follows" if move.at == At.CASE else "stays"


def _word(standing: StrEnum) -> str:
    """The Chinese word of a stage or state."""
    kind = models.Stage if isinstance(standing, Stage) else models.State
    return str(kind(standing).label)


def _label(move: Move) -> str:
    return f"{move.label} {move.verb}"


def _first() -> Iterator[Arrow]:
    """Moves that begin a case."""
    return ((NOWHERE, _stage(), _label(move)) for move in MOVES.values() if not move.from_)


def _case_moves() -> Iterator[Arrow]:
    """Moves on a case: to what they decide, or to what follows from new tasks, or to where it was."""
    for move in (move for move in MOVES.values() if move.at == At.CASE):
        for before in sorted(move.from_):
            after = _stage(State.DISPATCHED) if move.hands_down else move.to or before
            if after != before:
                yield before, after, _label(move)


def _carried() -> Iterator[Arrow]:
    """Moves on a task that take the stage of a case with one leading task along."""
    for before, after, label in _task_moves():
        stages = _stage(State(before)), _stage(State(after))
        if stages[0] != stages[1]:
            yield *stages, f"({label})"


def _stage(*states: State) -> Stage:
    """The stage of a case whose leading tasks stand so."""
    return stage(None, 1, [Standing(Tie.LEAD, state, 1, None, False) for state in states])


def _handed_down() -> Iterator[Arrow]:
    """Moves that make tasks."""
    return ((NOWHERE, State.DISPATCHED, _label(move)) for move in MOVES.values() if move.hands_down)


def _task_moves() -> Iterator[Arrow]:
    for move in (move for move in MOVES.values() if move.at == At.ASSIGNMENT):
        for before in sorted(move.from_):
            if move.to:
                yield before, move.to, _label(move)


def _drawing(standings: type[Stage] | type[State], arrows: list[Arrow]) -> Iterator[str]:
    """A Mermaid drawing; what no move leaves is an end."""
    yield "```mermaid"
    yield "stateDiagram-v2"
    for one in standings:
        yield f'    state "{_word(one)} {one}" as {one}'
    for before, after, label in arrows:
        yield f"    {before} --> {after} : {label}"
    left = {before for before, after, _ in arrows if before != after}
    for one in standings:
        if one not in left:
            yield f"    {one} --> {NOWHERE}"
    yield "```"
