"""What the callback agent records."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from xinqiao.callback.actions import Said
from xinqiao.callback.models import Result, Satisfaction
from xinqiao.cases.models import Assignment

YES_NO = [("yes", _("已解决")), ("no", _("未解决"))]


class CallBackForm(forms.Form):
    """The result of one attempt and, if the citizen was reached, what he says of each unit."""

    result = forms.ChoiceField(label=_("通话结果"), choices=Result, widget=forms.RadioSelect, initial=Result.REACHED)
    note = forms.CharField(
        label=_("回访记录"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, units: Sequence[Assignment], **kwargs: Any) -> None:
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
        self.order_fields(["result", *self._rating_fields(), "note"])

    def ratings(self) -> list[tuple[BoundField, BoundField]]:
        """For each unit its two questions, as a page shows them: how satisfied, and whether solved."""
        return [(self[f"satisfaction_{task.pk}"], self[f"solved_{task.pk}"]) for task in self.units]

    def clean(self) -> dict[str, Any]:
        """A citizen who was reached rates every unit; solved is asked apart from satisfied."""
        data = super().clean() or self.cleaned_data
        if data.get("result") == Result.REACHED:
            for name in self._rating_fields():
                if not data.get(name):
                    self.add_error(name, _("已接通时须询问并选择"))
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

    def _rating_fields(self) -> list[str]:
        return [name for name in self.fields if name.startswith(("satisfaction_", "solved_"))]
