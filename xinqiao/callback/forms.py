"""What the callback agent records, and how a reviewer rules."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from xinqiao.callback.models import Result, Satisfaction, Verdict
from xinqiao.callback.queries import rated_units
from xinqiao.callback.ratings import Said, any_bad
from xinqiao.cases.fields import UnitField, Words
from xinqiao.cases.forms import MoveForm
from xinqiao.cases.models import Assignment
from xinqiao.people.models import Unit

YES_NO = [("yes", _("已解决")), ("no", _("未解决"))]
ADVICE = [("yes", _("建议重办")), ("no", _("不建议重办"))]


class CallBackForm(forms.Form):
    """The result of one attempt and, if the citizen was reached, what he says of each unit."""

    result = forms.ChoiceField(label=_("通话结果"), choices=Result, widget=forms.RadioSelect)
    contact_given = forms.BooleanField(label=_("已告知承办人姓名和电话"), required=False)
    rework = forms.ChoiceField(
        label=_("评价不满意或未解决时：处理意见"), choices=ADVICE, required=False, widget=forms.RadioSelect
    )
    reason = Words(
        label=_("意见的理由"), required=False, help_text=_("审核员据此裁定；不建议重办的也要写明原因"), rows=2
    )
    note = Words(label=_("回访记录"), required=False)

    def __init__(self, *args: Any, units: Sequence[Assignment], is_ruled: bool = True, **kwargs: Any) -> None:
        """`is_ruled`: a bad rating goes before the reviewer, so it needs an advice with its reason."""
        super().__init__(*args, **kwargs)
        self.units = units
        for task in units:
            self.fields[f"satisfaction_{task.pk}"] = forms.TypedChoiceField(
                label=_("对%(unit)s的满意度") % {"unit": task.unit.name},
                choices=Satisfaction, coerce=int, required=False, widget=forms.RadioSelect,
            )  # fmt: skip
            self.fields[f"solved_{task.pk}"] = forms.ChoiceField(
                label=_("%(unit)s是否解决了问题") % {"unit": task.unit.name},
                choices=YES_NO, required=False, widget=forms.RadioSelect,
            )  # fmt: skip
        if not is_ruled:
            del self.fields["rework"], self.fields["reason"]
        self.order_fields(["result", *self._rating_fields()])

    def ratings(self) -> list[tuple[BoundField, BoundField]]:
        """For each unit its two questions, as a page shows them: how satisfied, and whether solved."""
        return [(self[f"satisfaction_{task.pk}"], self[f"solved_{task.pk}"]) for task in self.units]

    def advice(self) -> list[BoundField]:
        """The questions that follow a bad rating; none when no reviewer rules on it."""
        return [self[name] for name in ("rework", "reason") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """A citizen who was reached rates every unit; solved is asked apart from satisfied. A complaint goes before the
        reviewer with the agent's advice and its reason."""
        data = super().clean() or self.cleaned_data
        if data.get("result") != Result.REACHED:
            return data
        unasked = [name for name in self._rating_fields() if not data.get(name)]
        for name in unasked:
            self.add_error(name, _("已接通时须询问并选择"))
        if not unasked and any_bad(self.said().values()):
            for name in ("rework", "reason"):
                if name in self.fields and not data.get(name):
                    self.add_error(name, _("评价不满意或未解决时须填写"))
        return data

    def said(self) -> dict[int, Said]:
        """Assignment id -> what was said of it; empty unless the citizen was reached."""
        data = self.cleaned_data
        if data["result"] != Result.REACHED:
            return {}
        return {
            task.pk: Said(data[f"satisfaction_{task.pk}"], solved=data[f"solved_{task.pk}"] == "yes")
            for task in self.units
        }

    def given(self) -> dict[str, Any]:
        """What `call_back` is given besides the callback."""
        data = self.cleaned_data
        return {
            "result": Result(data["result"]), "said": self.said(), "note": data["note"],
            "contact_given": data["contact_given"] and data["result"] == Result.REACHED,
            "rework": data.get("rework") == "yes", "reason": data.get("reason", ""),
        }  # fmt: skip

    def _rating_fields(self) -> list[str]:
        return [name for name in self.fields if name.startswith(("satisfaction_", "solved_"))]


class ProposeReworkForm(MoveForm):
    """That a completed case be handled again, or why not."""

    advised = forms.ChoiceField(label=_("处理意见"), choices=ADVICE, widget=forms.RadioSelect)
    reason = Words(label=_("理由"), rows=4)

    def given(self) -> dict[str, Any]:
        return {"advised": self.cleaned_data["advised"] == "yes", "reason": self.cleaned_data["reason"]}


class RuleReworkForm(MoveForm):
    """The verdict on a complaint; for a rework the units that do it."""

    typed_in: ClassVar[dict[str, str]] = {"unit": "units", "extract": "note"}

    verdict = forms.ChoiceField(label=_("裁定"), choices=Verdict, widget=forms.RadioSelect)
    reason = Words(label=_("裁定理由"), rows=4)
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label=_("重办单位"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("裁定重办时选择；都不选则由评价不满意的单位重办"),
    )  # fmt: skip
    other = UnitField(label=_("另派单位"), required=False, empty_label=_("不另派"))
    note = Words(label=_("重办要求"), required=False, help_text=_("发给承办单位；不填则发裁定理由"))

    def fit(self) -> None:
        """Offer the units that the citizen was asked about."""
        field: Any = self.fields["units"]
        field.queryset = Unit.objects.filter(pk__in=[task.unit_id for task in rated_units(self.case)])

    def given(self) -> dict[str, Any]:
        """The rated units come first, in the order of the tree."""
        data = self.cleaned_data
        others = [data["other"]] if data["other"] else []
        facts = {"verdict": Verdict(data["verdict"]), "reason": data["reason"], "note": data["note"]}
        return facts | {"units": [*data["units"], *others]}
