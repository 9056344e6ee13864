"""The pages of intake's moves."""

from typing import Final

from xinqiao.cases.forms import RulingForm
from xinqiao.cases.pages import MovePage
from xinqiao.intake import actions
from xinqiao.intake.closing_forms import AnswerForm, DeclineForm, InvalidateForm, RelayForm
from xinqiao.intake.following_forms import AppendForm, FlagForm, ProposeMergeForm, UnflagForm, UrgeForm, WithdrawForm

PAGES: Final = (
    MovePage("answer_directly", actions.answer_directly, AnswerForm),
    MovePage("propose_answer", actions.propose_answer, AnswerForm),
    MovePage("rule_answer", actions.rule_answer, RulingForm, "intake/rule_answer.html", then="desks:rulings"),
    MovePage("decline", actions.decline, DeclineForm),
    MovePage("invalidate", actions.invalidate, InvalidateForm),
    MovePage("relay", actions.relay, RelayForm),
    MovePage("append", actions.append, AppendForm),
    MovePage("urge", actions.urge, UrgeForm),
    MovePage("withdraw", actions.withdraw, WithdrawForm),
    MovePage("flag", actions.flag, FlagForm),
    MovePage("unflag", actions.unflag, UnflagForm),
    MovePage("propose_merge", actions.propose_merge, ProposeMergeForm),
)
