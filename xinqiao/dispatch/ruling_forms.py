"""Forms of the rulings of a node on what it handed down, and of the centre's on whole cases."""

from django import forms
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.fields import MomentField
from xinqiao.cases.forms import RulingForm


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
