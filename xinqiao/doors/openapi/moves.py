"""The moves: each operation calls the action of the same name and answers with the case as it then stands."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Status

from xinqiao.callback import actions as callback
from xinqiao.cases import possible, queries
from xinqiao.cases.lifecycle import MOVES, At, Move
from xinqiao.cases.models import Assignment, Case
from xinqiao.cases.refusal import Barred
from xinqiao.dispatch import actions as dispatch
from xinqiao.doors.openapi import bodies
from xinqiao.doors.openapi.repeats import Key, once
from xinqiao.doors.openapi.schemas import CaseDetail, Problem
from xinqiao.doors.openapi.strict import Strict
from xinqiao.handling import actions as handling
from xinqiao.intake import actions as intake
from xinqiao.people.access import StaffRequest
from xinqiao.people.models import Staff
from xinqiao.text.check_digit import is_valid

router = Router(tags=["moves"])
ANSWERS: Final = {200: CaseDetail, 204: None, 404: Problem, 409: Problem, 422: Problem}

# Package of actions -> verb -> its body. The action is the package's function of that name.
OPERATIONS: Final[dict[Any, dict[str, type[Strict]]]] = {
    intake: {
        "wrap_up": bodies.WrapUpIn,
        "accept": bodies.NoteIn,
        "answer_directly": bodies.AnswerIn,
        "propose_answer": bodies.AnswerIn,
        "rule_answer": bodies.RuleIn,
        "decline": bodies.DeclineIn,
        "uphold_decline": bodies.NoteIn,
        "overturn_decline": bodies.ReasonIn,
        "brief_leader": bodies.BriefLeaderIn,
        "invalidate": bodies.InvalidateIn,
        "relay": bodies.RelayIn,
        "append": bodies.TextIn,
        "urge": bodies.UrgeIn,
        "withdraw": bodies.ReasonIn,
        "flag": bodies.FlagIn,
        "unflag": bodies.ReasonIn,
        "propose_merge": bodies.ProposeMergeIn,
    },
    dispatch: {
        "amend": bodies.AmendIn,
        "rule_merge": bodies.RuleIn,
        "unmerge": bodies.ReasonIn,
        "propose_dispatch": bodies.DispatchIn,
        "rule_dispatch": bodies.RuleIn,
        "dispatch": bodies.DispatchIn,
        "designate": bodies.DesignateIn,
        "split": bodies.SplitIn,
        "reassign": bodies.ReassignIn,
        "recall": bodies.ReasonIn,
        "convey": bodies.TextIn,
        "terminate": bodies.TerminateIn,
        "rule_return": bodies.RuleIn,
        "rule_objection": bodies.RuleIn,
        "rule_extension": bodies.RuleExtensionIn,
        "rule_pause": bodies.RuleIn,
        "rule_carry_over": bodies.RuleIn,
        "rule_strike_off": bodies.RuleIn,
        "rule_exclusion": bodies.RuleIn,
        "rule_supplement": bodies.RuleIn,
        "reschedule": bodies.ReasonIn,
    },
    handling: {
        "sign": bodies.Nothing,
        "delegate": bodies.DelegateIn,
        "contact": bodies.ContactIn,
        "interim_reply": bodies.TextIn,
        "supplement": bodies.TextIn,
        "consult": bodies.ConsultIn,
        "feed_back": bodies.TextIn,
        "reply": bodies.ReplyIn,
        "pass_review": bodies.NoteIn,
        "reject_review": bodies.ReasonIn,
        "send_back": bodies.SendBackIn,
        "object": bodies.ReasonIn,
        "extend": bodies.ExtendIn,
        "pause": bodies.PauseIn,
        "resume": bodies.NoteIn,
        "carry_over": bodies.CarryOverIn,
        "look_again": bodies.LookAgainIn,
        "strike_off": bodies.TextIn,
        "exclude": bodies.ExcludeIn,
    },
    callback: {
        "propose_rework": bodies.ProposeReworkIn,
        "rule_rework": bodies.RuleReworkIn,
        "rework": bodies.ReworkIn,
    },
}


def _operation(verb: str, action: Callable[..., Any], body_of: type[Strict]) -> Callable[..., Case | Status[None]]:
    """The operation of one move: the row it is made on, the body as the action's keywords, the case as it stands; 204
    where the move took it out of this person's sight (a flagged one has its circle)."""
    move = MOVES[verb]
    on_case = move.at == At.CASE

    def operation(request: StaffRequest, number: str, body: Strict, idempotency_key: Key = "") -> Case | Status[None]:
        def make() -> str:
            # Looked up here: who sends it again may not see it any more and is answered as the first time.
            on = one_case(request, number) if on_case else one_task(request, verb, number)
            with offering_others(move, on, request.user):
                action(on, **body.given(request.user), by=request.user, now=timezone.now())
            return on.number if isinstance(on, Case) else on.case.number

        sent = f"{verb} {number} {body.model_dump_json(exclude_unset=True)}"
        return as_it_stands(request, once(request.user, idempotency_key, sent, make))

    operation.__annotations__["body"] = body_of  # what ninja reads the body by
    return operation


@contextmanager
def offering_others(move: Move, on: Case | Assignment, by: Staff) -> Iterator[None]:
    """Who is barred from a move is told which others are his to make."""
    try:
        yield
    except Barred as refused:
        found = possible.instead(on, by, timezone.now())
        refused.instead = [other for other in found if other not in (move, refused.move)]
        raise


def as_it_stands(request: StaffRequest, number: str) -> Case | Status[None]:
    """The case after a move; 204 where this person does not see it any more."""
    return queries.one_visible(request.user, number).first() or Status(204, None)


for package, table in OPERATIONS.items():
    for verb, body_of in table.items():
        move = MOVES[verb]
        router.post(
            f"/{'cases' if move.at == At.CASE else 'assignments'}/{{number}}/{verb}",
            response=ANSWERS,
            operation_id=verb,
            url_name=verb,
            summary=verb.replace("_", " "),
            description=(getattr(package, verb).__doc__ or "").split("\n\n")[0],
        )(_operation(verb, getattr(package, verb), body_of))


def one_case(request: StaffRequest, number: str) -> Case:
    """The case of that number, if this person may see it; else there is none."""
    return get_object_or_404(queries.one_visible(request.user, number), number=number)


def one_task(request: StaffRequest, verb: str, number: str) -> Assignment:
    """The assignment of that number, if the move on it is this person's and he may see its case; the suffix follows the
    last hyphen."""
    case_number, _, suffix = number.rpartition("-")
    if not is_valid(case_number) or not suffix.isdecimal() or len(suffix) > 4:
        raise Http404
    mine = queries.tasks_for(request.user, verb).filter(case__in=queries.visible_to(request.user))
    return get_object_or_404(mine, case__number=case_number, suffix=int(suffix))
