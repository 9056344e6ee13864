"""The verbs of the callback desk and of who rules on bad ratings, and what the platform does by itself beside them."""

from xinqiao.callback.actions.calling import (
    CallbackDone,
    RatingsWrong,
    Said,
    TooEarly,
    call_back,
    callable_from,
    is_bad,
)
from xinqiao.callback.actions.filing import archive_settled, file_uncalled
from xinqiao.callback.actions.planning import is_sampled, open_expired, plan, plan_missed
from xinqiao.callback.actions.rating import may_rate, rate
from xinqiao.callback.actions.reworking import mark_problem, propose_rework, rework, rule_rework

__all__ = [
    "CallbackDone", "RatingsWrong", "Said", "TooEarly", "archive_settled", "call_back", "callable_from",
    "file_uncalled", "is_bad", "is_sampled", "mark_problem", "may_rate", "open_expired", "plan", "plan_missed",
    "propose_rework", "rate", "rework", "rule_rework",
]  # fmt: skip
