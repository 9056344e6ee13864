"""What may be done next on a case or on a task: by the table, the grants of who asks, the guards, what is asked."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from xinqiao.cases import actors, guards, queries, requests
from xinqiao.cases.guards import Scene
from xinqiao.cases.lifecycle import At, Move, Stage, State, Who, allowed
from xinqiao.cases.models import Assignment, Case, Request
from xinqiao.people.models import Staff


def on_case(case: Case, asked: Iterable[Request], by: Staff | None) -> list[Move]:
    """The moves on the case itself, in the order of the table; `by` None: what the citizen may do."""
    moves = allowed(At.CASE, Stage(case.stage))
    return [move for move in moves if _is_for(by, move, case) and _is_called_for(move, asked)]


def on_task(
    task: Assignment, tasks: Sequence[Assignment], asked: Sequence[Request], by: Staff | None, now: datetime
) -> list[Move]:
    """The moves on one of the case's tasks, in the order of the table."""
    moves = allowed(At.ASSIGNMENT, State(task.state), task.tie)
    scene = Scene(task, tasks, asked, now)
    found = [move for move in moves if _is_for(by, move, task) and _is_called_for(move, asked, task)]
    return [move for move in found if not guards.broken(move, scene)]


def instead(on: Case | Assignment, by: Staff | None, now: datetime) -> list[Move]:
    """What may be done with the case or task as it stands now, for who was refused something else. Two queries."""
    case = queries.case_of(on)
    asked = requests.of(case)
    if isinstance(on, Case):
        return on_case(case, asked, by)
    tasks = list(queries.tasks_of(case))
    return next(on_task(task, tasks, asked, by, now) for task in tasks if task.pk == on.pk)


def _is_for(by: Staff | None, move: Move, on: Case | Assignment) -> bool:
    return move.who == Who.APPELLANT if by is None else actors.may(by, move, on)


def _is_called_for(move: Move, asked: Iterable[Request], task: Assignment | None = None) -> bool:
    """A ruling while its request is open; asking, while the same is not asked already."""
    kind, pk = move.rules or (move.verb if move.asks else ""), task.pk if task else None
    is_asked = any(one.kind == kind and one.assignment_id == pk and one.closed_at is None for one in asked)
    return is_asked if move.rules else not is_asked
