"""The pages of the moves that follow a complaint (floor rule 23)."""

from typing import Any, Final

from django.utils import timezone

from xinqiao.callback import actions, queries
from xinqiao.callback.answers import answers, shared_answer
from xinqiao.callback.forms import ProposeReworkForm, RuleReworkForm
from xinqiao.callback.models import Rating
from xinqiao.cases.forms import MoveForm
from xinqiao.cases.guarded import needs_extract
from xinqiao.cases.pages import MovePage


def _said(form: MoveForm) -> dict[str, Any]:
    """What the units answered, what the citizen said of it, and what stands in the way of a rework."""
    case = form.case
    ended = case.callbacks.filter(round=case.round, done_at__isnull=False).order_by("-done_at").first()
    ratings = Rating.objects.filter(callback=ended).select_related("assignment__unit").order_by("pk")
    return {
        "answers": answers(case, list(queries.rated_units(case)), timezone.now()),
        "shared": shared_answer(case),
        "ratings": ratings,
        "reworks": case.round - 1,
        "needs_extract": needs_extract(case),
    }


PAGES: Final = (
    MovePage("propose_rework", actions.propose_rework, ProposeReworkForm, "callback/rework.html", _said),
    MovePage("rule_rework", actions.rule_rework, RuleReworkForm, "callback/rework.html", _said, then="desks:rulings"),
)
