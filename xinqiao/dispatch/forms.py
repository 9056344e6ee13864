"""The dispatcher's forms: to which units a case goes, what is corrected, how it ends."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from xinqiao.advice.leading import offer
from xinqiao.cases.facts_form import FactsForm
from xinqiao.cases.fields import GroundField, UnitField, UnitsField, Words, spare
from xinqiao.cases.forms import MoveForm, OnceForm
from xinqiao.cases.guarded import needs_extract
from xinqiao.cases.models import Assignment, Tie
from xinqiao.catalogue.models import Ground

EXTRACT = _("摘要（代替诉求内容发给承办单位）")
EXTRACT_HELP = _("保密件和举报件的承办单位只看到摘要：写明要办的事，不写诉求人身份")
DESIGNATE_HELP = _("承办单位读到的就是这段文字，代替诉求内容：写明为何指定、要办的事，不写诉求人身份")


class HandDownForm(MoveForm):
    """Whatever gives a case to units: none that the case accuses is offered, nor to lead who may not (floor rules 9 and
    27), and an extract is asked for where units do not see the citizen's words."""

    typed_in: ClassVar[dict[str, str]] = {"unit": "lead", "extract": "note", "reason": "note"}

    def fit(self) -> None:
        for name in ("lead", "co_leads"):
            if name in self.fields:
                offer(self.fields[name], self.case)
        if self.case.accused:
            for name in ("lead", "co_leads", "assisting", "unit"):
                spare(self.fields.get(name), self.case.accused)
        if needs_extract(self.case):
            note = self.fields["note"]
            note.required, note.label, note.help_text = True, EXTRACT, EXTRACT_HELP


class DispatchForm(HandDownForm):
    """Which unit leads, which go along, and a word to go with it. A suggestion's button names its unit in `suggested`,
    which wins."""

    lead = UnitField(label=_("主办单位"))
    co_leads = UnitsField(label=_("共同主办"))
    assisting = UnitsField(label=_("协办单位"))
    note = Words(label=_("派单意见"), required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        if data and data.get("suggested"):
            data = data.copy()
            data["lead"] = data["suggested"]
        super().__init__(data, **options)


class HandOutForm(forms.Form):
    """Where the cases that are ticked in the queue go: each to the unit suggested for it, or all to one."""

    lead = UnitField(label=_("派给"), required=False, empty_label=_("各自的建议单位"))


class DesignateForm(DispatchForm):
    """The unit that has it for good, and why."""

    def fit(self) -> None:
        super().fit()
        note = self.fields["note"]
        note.required = True
        if needs_extract(self.case):
            note.label, note.help_text = _("指定理由和摘要"), DESIGNATE_HELP
        else:
            note.label, note.help_text = _("指定理由"), _("承办单位会看到这段文字")

    def clean_co_leads(self) -> Any:
        if self.cleaned_data["co_leads"]:
            raise forms.ValidationError(_("指定承办不设共同主办；请改列为协办或不选"))
        return self.cleaned_data["co_leads"]

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"lead": data["lead"], "assisting": data["assisting"], "reason": data["note"]}


class SplitForm(HandDownForm):
    """One more unit for a part of the case."""

    typed_in: ClassVar[dict[str, str]] = {"extract": "note"}
    unit = UnitField(label=_("另派单位"))
    tie = forms.ChoiceField(
        label=_("承办方式"), choices=[one for one in Tie.choices if one[0] != Tie.LEAD], initial=Tie.ASSISTING
    )
    note = Words(label=_("拆出的事项"), required=False)


class ReassignForm(HandDownForm):
    """Which unit should have had the task, why, and what goes with it; none that lies elsewhere than below whoever
    dispatched."""

    typed_in: ClassVar[dict[str, str]] = {"extract": "note"}
    on: Assignment
    unit = UnitField(label=_("改派给"))
    reason = Words(label=_("改派理由"), help_text=_("记为误派，不计入原承办单位的退单；诉求人的总时限不变"))
    note = Words(label=_("派单意见"), required=False, help_text=_("新承办单位会看到这段文字；其时限从现在起算"))

    def fit(self) -> None:
        super().fit()
        field: Any = self.fields["unit"]
        above = self.on.dispatched_by_unit
        field.queryset = field.queryset.filter(path__startswith=above.path).exclude(pk__in=[above.pk, self.on.unit_id])


class ConveyForm(OnceForm):
    """What the unit shall know beside what came with its task."""

    text = Words(label=_("转达的内容"), rows=5, help_text=_("承办单位会看到这段文字；时限不变"))

    def fit(self) -> None:
        if needs_extract(self.case):
            self.fields["text"].label, self.fields["text"].help_text = _("摘要"), EXTRACT_HELP


class AmendForm(FactsForm):
    """What is wrong about the case, corrected, and why."""

    reason = Words(label=_("更正原因"), help_text=_("已在计时的时限不变；要改时限请撤回后重新派单"))

    def given(self) -> dict[str, Any]:
        return {**super().given(), "reason": self.cleaned_data["reason"]}


class ReasonForm(MoveForm):
    """Why."""

    reason = Words(label=_("理由"), rows=4)


class TerminateForm(MoveForm):
    """On which ground the handling ends, and what happened."""

    ground = GroundField(Ground.Kind.TERMINATE, label=_("终止的事由"))
    reason = Words(label=_("情况说明"), rows=5, help_text=_("未办结的承办单一并收回"))
