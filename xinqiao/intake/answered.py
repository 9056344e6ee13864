"""The history of a case that was answered in another system, told from the little that its row says.

Known are the question, the answer and when each was given. The rest is assumed, marked so in its events, and never later
than the answer: it went out when the office next opened and was signed at once; it passed review and was filed, without
a callback, when it was answered. Nothing assumed is measured: the task has no limit to sign or to contact.
"""

from dataclasses import replace
from typing import Final

from xinqiao.cases.history import Told
from xinqiao.cases.lifecycle import Tie
from xinqiao.cases.moving import Task
from xinqiao.cases.recording import Given
from xinqiao.deadlines import calendar
from xinqiao.intake.channels.spreadsheet import Answer
from xinqiao.people.models import Unit

ASSUMED: Final = {"assumed": True}
UNMEASURED: Final = ("sign", "contact")


def tell_answer(told: Told, unit: Unit, answer: Answer) -> None:
    """Complete a history that has just been registered. Raises Untellable."""
    handed_at = min(calendar.load().next_opening(told.case.registered_at), answer.at)
    task = _unmeasured(told.task_for(unit, Tie.LEAD, handed_at))
    (made,) = told.hand_down("dispatch", told.case, [task], Given(ASSUMED), by=None, now=handed_at)
    told.make("sign", made, Given(ASSUMED), by=None, now=handed_at)
    told.make("reply", made, Given({"outcome": "not_told"}, text=answer.text), by=None, now=answer.at)
    told.make("pass_review", made, Given(ASSUMED), by=None, now=answer.at)
    told.make("archive", told.case, Given({"ground": "imported"}), by=None, now=answer.at)


def _unmeasured(task: Task) -> Task:
    limits = {kind: limit for kind, limit in task.limits.items() if kind not in UNMEASURED}
    return replace(task, limits=limits, sign_due_at=None, contact_due_at=None)
