"""Intake's verbs: a draft becomes a case, is ended at the desk where it can be, and is followed up by its citizen."""

from xinqiao.intake.actions.closing import (
    answer_directly,
    decline,
    invalidate,
    needs_approval,
    propose_answer,
    relay,
    rule_answer,
)
from xinqiao.intake.actions.following import append, flag, propose_merge, unflag, urge, withdraw
from xinqiao.intake.actions.registering import AlreadyHere, prepare, register, said

__all__ = [
    "AlreadyHere", "answer_directly", "append", "decline", "flag", "invalidate", "needs_approval", "prepare",
    "propose_answer", "propose_merge", "register", "relay", "rule_answer", "said", "unflag", "urge", "withdraw",
]  # fmt: skip
