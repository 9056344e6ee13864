"""What else must hold for a move, beyond where a task stands. Pure: the door asks before it writes, replay afterwards.

Each guard of the table is a function of a `Scene` that says whether the move may be made, and the words for when not.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from xinqiao.cases.lifecycle import N_, OPEN_STATES, Move, State, Tie


class TaskLike(Protocol):
    """An assignment, as its row or as its events tell it."""

    @property
    def suffix(self) -> int: ...
    @property
    def parent_suffix(self) -> int | None: ...
    @property
    def tie(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def round(self) -> int: ...
    @property
    def is_final(self) -> bool: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def sign_due_at(self) -> datetime | None: ...
    @property
    def return_due_at(self) -> datetime | None: ...
    @property
    def paused_until(self) -> datetime | None: ...
    @property
    def carried_at(self) -> datetime | None: ...


class RequestLike(Protocol):
    """A request, as its row or as its events tell it; `suffix` is its task's, None when it was asked of the case."""

    @property
    def kind(self) -> str: ...
    @property
    def suffix(self) -> int | None: ...
    @property
    def granted(self) -> bool | None: ...
    @property
    def closed_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Scene:
    """A task at the moment of a move, with all tasks of its case and all that was asked."""

    task: TaskLike
    tasks: Sequence[TaskLike]
    requests: Sequence[RequestLike]
    now: datetime

    def asked(self, kind: str) -> list[RequestLike]:
        """What was asked of this task before, by kind."""
        return [request for request in self.requests if request.kind == kind and request.suffix == self.task.suffix]


def broken(move: Move, scene: Scene) -> str:
    """The words of the first guard of the move that does not hold; empty when all do."""
    return next((GUARDS[name][1] for name in move.guards if not GUARDS[name][0](scene)), "")


def _sign_limit_over(scene: Scene) -> bool:
    return scene.task.sign_due_at is not None and scene.now > scene.task.sign_due_at


def _nothing_open_below(scene: Scene) -> bool:
    return not _open_below(scene)


def _below_done(scene: Scene) -> bool:
    """Who delegated stays responsible: he waits for what is below him no longer than it has time."""
    return all(task.due_at < scene.now for task in _open_below(scene))


def _open_below(scene: Scene) -> list[TaskLike]:
    below = (task for task in scene.tasks if task.parent_suffix == scene.task.suffix)
    return [task for task in below if task.state in OPEN_STATES]


def _assistants_done(scene: Scene) -> bool:
    """Floor rule 2: the lead's summary reply waits for each assisting unit's feedback or the end of its time. A
    co-lead replies for its own part and waits for nobody."""
    if scene.task.tie != Tie.LEAD:
        return True
    return not any(task.due_at >= scene.now for task in _assisting_beside(scene))


def _assisting_beside(scene: Scene) -> Iterable[TaskLike]:
    mine = scene.task
    return (
        task
        for task in scene.tasks
        if task.tie == Tie.ASSISTING
        and (task.parent_suffix, task.round) == (mine.parent_suffix, mine.round)
        and task.state in (State.DISPATCHED, State.HANDLING)
    )


def _return_limit(scene: Scene) -> bool:
    return scene.task.return_due_at is None or scene.now <= scene.task.return_due_at


def _first_return(scene: Scene) -> bool:
    return not any(request.granted is False for request in scene.asked("send_back"))


def _keeps_it(scene: Scene) -> bool:
    """Who asks to be rid of a task does not hand it on: the ruling would leave a lower tier at work on nothing."""
    return not _waits(scene, "send_back", "object", "carry_over")


def _waits(scene: Scene, *kinds: str) -> bool:
    """True while one of these was asked of the task and is not ruled on."""
    return any(request.closed_at is None for kind in kinds for request in scene.asked(kind))


def _first_extension(scene: Scene) -> bool:
    """Once: a request that lapsed because the unit replied was never ruled on and does not count."""
    return all(request.closed_at is not None and request.granted is None for request in scene.asked("extend"))


def _paused(scene: Scene) -> bool:
    return stands_still(scene.task, scene.now)


def stands_still(task: TaskLike | None, now: datetime) -> bool:
    """True while the clock of a task is paused; of no task there is none."""
    return task is not None and task.paused_until is not None and now < task.paused_until


def _above_runs(scene: Scene) -> bool:
    """What a tier is given while its parent's clock stands still would outlast the parent once that goes on."""
    above = next((task for task in scene.tasks if task.suffix == scene.task.parent_suffix), None)
    return not stands_still(above, scene.now)


GUARDS: Final[dict[str, tuple[Callable[[Scene], bool], str]]] = {
    "sign_limit_over": (_sign_limit_over, N_("签收时限还没有到")),
    "nothing_open_below": (_nothing_open_below, N_("转派下级的任务还没有办结")),
    "below_done": (_below_done, N_("转派下级的任务还没有办结，也没有超时")),
    "assistants_done": (_assistants_done, N_("协办单位还没有反馈，也没有超时；汇总答复要等协办反馈")),
    "keeps_it": (_keeps_it, N_("已申请退单或挂账，正等候裁定")),
    "return_ruled": (lambda scene: not _waits(scene, "send_back", "object"), N_("承办单位已申请退单，请先裁定")),
    "not_final": (lambda scene: not scene.task.is_final, N_("已指定承办，不能再退、撤回或改派")),
    "first_return": (_first_return, N_("已经退过一次且未获同意；可以提出派单异议")),
    "return_limit": (_return_limit, N_("已过退单时限")),
    "return_refused": (lambda scene: not _first_return(scene), N_("退单未被驳回，不必提出异议")),
    "first_objection": (lambda scene: not scene.asked("object"), N_("已经提出过派单异议")),
    "not_overdue": (lambda scene: scene.now <= scene.task.due_at, N_("已超期；须在到期前申请")),
    "first_extension": (_first_extension, N_("已经申请过一次延期")),
    "paused": (_paused, N_("没有在暂停计时")),
    "not_paused": (lambda scene: not _paused(scene), N_("正在暂停计时；请先恢复计时")),
    "above_runs": (_above_runs, N_("上级的任务正在暂停计时；请等上级恢复计时")),
    "carried": (lambda scene: scene.task.carried_at is not None, N_("没有挂账")),
    "not_carried": (lambda scene: scene.task.carried_at is None, N_("已挂账；解决后申请销账")),
    "top_level": (lambda scene: scene.task.parent_suffix is None, N_("下级的任务不能挂账；由转派的单位申请")),
}
