"""Intake's verbs: a draft becomes a case, is ended at the desk where it can be, and is followed up by its citizen."""

from xinqiao.intake.actions.accepting import accept
from xinqiao.intake.actions.briefing import brief_leader
from xinqiao.intake.actions.closing import (
    answer_directly,
    decline,
    invalidate,
    propose_answer,
    relay,
    rule_answer,
)
from xinqiao.intake.actions.declined import overturn_decline, uphold_decline
from xinqiao.intake.actions.drafting import TooLong, discard_draft, end_draft, keep_draft
from xinqiao.intake.actions.following import append, flag, propose_merge, unflag, urge, withdraw
from xinqiao.intake.actions.registering import AlreadyHere, prepare, register, said
from xinqiao.intake.actions.wrapping_up import wrap_up

__all__ = [
    "AlreadyHere", "TooLong", "accept", "answer_directly", "append", "brief_leader", "decline", "discard_draft",
    "end_draft", "flag", "invalidate", "keep_draft", "overturn_decline", "prepare", "propose_answer", "propose_merge",
    "register", "relay", "rule_answer", "said", "unflag", "uphold_decline", "urge", "withdraw", "wrap_up",
]  # fmt: skip
