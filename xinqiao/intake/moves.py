"""The pages of intake's moves."""

from typing import Any, Final

from django.utils import timezone

from xinqiao.cases.facts_form import FactsForm
from xinqiao.cases.forms import MoveForm, RulingForm
from xinqiao.cases.pages import MovePage
from xinqiao.intake import actions, declines
from xinqiao.intake import closing_forms as closing
from xinqiao.intake import following_forms as following
from xinqiao.knowledge import scripts


def _who_is_on_duty(form: MoveForm) -> dict[str, Any]:
    """Whom to ring up."""
    return {"on_duty": form.on_duty} if isinstance(form, following.BriefLeaderForm) else {}


def _scripts(form: MoveForm) -> dict[str, Any]:
    """What can be called up by `/`."""
    return {"scripts": scripts.current_entries(timezone.now())}


def _answering(verb: str, form: type[MoveForm]) -> MovePage:
    """A move with words for the citizen."""
    return MovePage(verb, getattr(actions, verb), form, "intake/answering.html", _scripts)


def _decline(form: MoveForm) -> dict[str, Any]:
    """What was decided, by whom, on which ground and in which words; nothing of a case that is not declined."""
    event = declines.last_decline(form.case)
    return {"decline": event, "decline_words": declines.words_of(event) if event else []}


def _looking(verb: str, form: type[MoveForm]) -> MovePage:
    action = getattr(actions, verb)
    return MovePage(verb, action, form, "intake/look_at_decline.html", _decline, "intake:declined")


PAGES: Final = (
    MovePage("wrap_up", actions.wrap_up, FactsForm, "intake/wrap_up.html", onto="desks:registered"),
    MovePage("accept", actions.accept, closing.AcceptForm),
    _answering("answer_directly", closing.AnswerForm),
    _answering("propose_answer", closing.AnswerForm),
    MovePage("rule_answer", actions.rule_answer, RulingForm, "intake/rule_answer.html", then="desks:rulings"),
    _answering("decline", closing.DeclineForm),
    _looking("uphold_decline", closing.UpholdDeclineForm),
    _looking("overturn_decline", closing.OverturnDeclineForm),
    MovePage("invalidate", actions.invalidate, closing.InvalidateForm),
    MovePage("relay", actions.relay, closing.RelayForm),
    MovePage("append", actions.append, following.AppendForm),
    MovePage("urge", actions.urge, following.UrgeForm),
    MovePage("withdraw", actions.withdraw, following.WithdrawForm),
    MovePage("flag", actions.flag, following.FlagForm),
    MovePage("unflag", actions.unflag, following.UnflagForm),
    MovePage(
        "brief_leader", actions.brief_leader, following.BriefLeaderForm, "intake/brief_leader.html", _who_is_on_duty
    ),
    MovePage("propose_merge", actions.propose_merge, following.ProposeMergeForm, preset=("into",)),
)
