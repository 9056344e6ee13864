"""The dispatcher's verbs, at the centre and at every node of the tree."""

from xinqiao.dispatch.actions.amending import amend
from xinqiao.dispatch.actions.handing_down import (
    convey,
    designate,
    dispatch,
    needs_extract,
    propose_dispatch,
    recall,
    rule_dispatch,
    split,
    terminate,
)
from xinqiao.dispatch.actions.merging import complete_merged, release, rule_merge, unmerge
from xinqiao.dispatch.actions.reassigning import reassign
from xinqiao.dispatch.actions.ruling import (
    reschedule,
    rule_carry_over,
    rule_exclusion,
    rule_extension,
    rule_objection,
    rule_pause,
    rule_return,
    rule_strike_off,
    rule_supplement,
)

__all__ = [
    "amend", "complete_merged", "convey", "designate", "dispatch", "needs_extract", "propose_dispatch",
    "reassign", "recall", "release", "reschedule", "rule_carry_over", "rule_dispatch", "rule_exclusion", "rule_extension",
    "rule_merge", "rule_objection", "rule_pause", "rule_return", "rule_strike_off", "rule_supplement", "split",
    "terminate", "unmerge",
]  # fmt: skip
