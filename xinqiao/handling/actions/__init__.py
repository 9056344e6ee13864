"""The verbs of a unit that handles, and of the node that reviews what it handed down."""

from xinqiao.handling.actions.asking import (
    carry_over,
    exclude,
    extend,
    look_again,
    object,
    objection_due_at,
    pause,
    resume,
    send_back,
    strike_off,
)
from xinqiao.handling.actions.consulting import consult, supplement
from xinqiao.handling.actions.working import (
    auto_sign,
    contact,
    delegate,
    exempt_review,
    feed_back,
    interim_reply,
    is_exempt,
    pass_review,
    pass_unread,
    reject_review,
    reply,
    sign,
    sign_overdue,
)

__all__ = [
    "auto_sign", "carry_over", "consult", "contact", "delegate", "exclude", "exempt_review", "extend", "feed_back",
    "interim_reply", "is_exempt", "look_again", "object", "objection_due_at", "pass_review", "pass_unread", "pause",
    "reject_review", "reply", "resume", "send_back", "sign", "sign_overdue", "strike_off", "supplement",
]  # fmt: skip
