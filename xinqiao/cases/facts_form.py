"""The facts of a case, to be completed or put right."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.fields import UnitField
from xinqiao.cases.forms import MoveForm
from xinqiao.cases.models import Confidentiality
from xinqiao.cases.trees import TreeField
from xinqiao.catalogue.models import Area, CaseType, Category, Urgency

FACTS: Final = ("category", "area", "place", "case_type", "urgency", "confidentiality", "accused")


class FactsForm(MoveForm):
    """What was taken down wrongly or not at all. Only what was changed here is given, so that two who correct different
    things do not undo each other."""

    category = TreeField(
        Category.objects.filter(is_active=True, children=None), key="f", label=_("诉求分类"), empty_label=_("未分类"),
        show_hidden_initial=True,
    )  # fmt: skip
    area = TreeField(
        Area.objects.filter(is_active=True), key="q", label=_("所属区域"), empty_label=_("未确定"),
        show_hidden_initial=True,
    )  # fmt: skip
    place = forms.CharField(label=_("事发地点"), max_length=200, required=False, show_hidden_initial=True)
    case_type = forms.ChoiceField(label=_("诉求类型"), choices=CaseType, show_hidden_initial=True)
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=Urgency, show_hidden_initial=True)
    confidentiality = forms.ChoiceField(label=_("身份保密"), choices=Confidentiality, show_hidden_initial=True)
    accused = UnitField(label=_("被举报单位"), required=False, empty_label=_("无"), show_hidden_initial=True)

    def fit(self) -> None:
        for name in FACTS:
            self.initial.setdefault(name, getattr(self.case, f"{name}_id", getattr(self.case, name)))
        self.initial["place"] = self.case.shown_place

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not set(self.changed_data) & set(FACTS):
            raise forms.ValidationError(_("没有更正任何一项"))
        return data

    def given(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FACTS if name in self.changed_data}
