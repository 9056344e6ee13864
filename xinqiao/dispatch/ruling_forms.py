"""Forms of the rulings of a node on what it handed down, and of the centre's on whole cases."""

from django import forms
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.fields import MomentField
from xinqiao.cases.forms import RulingForm
from xinqiao.cases.guarded import needs_extract
from xinqiao.dispatch.forms import EXTRACT_HELP


class RuleReturnForm(RulingForm):
    """Whose mistake it was: the dispatcher's, or the unit's that wants to be rid of it."""

    needs_reason = True
    called = (_("同意退单（误派）"), _("不同意（退单不当）"))


class RuleObjectionForm(RulingForm):
    """The last word on a return."""

    needs_reason = True
    called = (_("异议成立，收回改派"), _("异议不成立，指定承办"))

    def fit(self) -> None:
        super().fit()
        self.fields["reason"].help_text = _("裁定后不得再退")


class RuleExtensionForm(RulingForm):
    """More time or not; of an upper platform's order only with that platform's consent (floor rule 9)."""

    upper_reference = forms.CharField(
        label=_("上级批复文号"), max_length=100, required=False, help_text=_("上级交办件的延期须先获上级同意")
    )
    upper_due_at = MomentField(label=_("上级批准的新时限"), required=False)

    def fit(self) -> None:
        super().fit()
        if not self.case.source.is_upper:
            del self.fields["upper_reference"], self.fields["upper_due_at"]


class RuleExclusionForm(RulingForm):
    """Whether the task is left out of the indicator; who dispatched it does not rule."""

    needs_reason = True


class RuleSupplementForm(RulingForm):
    """What the citizen has said to the unit's question, or why he could not be asked."""

    needs_reason = True
    called = (_("已问到"), _("未能问到"))

    def fit(self) -> None:
        super().fit()
        self.fields["granted"].label = _("诉求人答复")
        reason = self.fields["reason"]
        reason.label, reason.help_text = _("答复内容"), _("诉求人怎么说，或为何未能问到；承办单位会看到这段文字")
        if needs_extract(self.case):
            reason.help_text = EXTRACT_HELP
