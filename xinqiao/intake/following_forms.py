"""Forms of what follows from the citizen, or about him, once his case is there (floor rules 14 and 15)."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.actors import platform
from xinqiao.cases.fields import Words
from xinqiao.cases.forms import MoveForm, OnceForm
from xinqiao.cases.models import Case, Flag
from xinqiao.cases.queries import one_visible
from xinqiao.intake.urgent import Means
from xinqiao.people.duty import on_duty


class AppendForm(OnceForm):
    """What the citizen adds."""

    text = Words(label=_("补充内容"), rows=5, help_text=_("编号和时限不变；承办单位会看到"))


class UrgeForm(OnceForm):
    """That the citizen asks how far it is."""

    text = Words(label=_("诉求人所说"), required=False, help_text=_("可以不填；催办次数会计入并提示承办单位"))


class WithdrawForm(MoveForm):
    """Why the citizen takes his case back."""

    reason = Words(label=_("撤诉原因"), help_text=_("撤诉后未办结的承办单一并收回"))


class FlagForm(MoveForm):
    """What makes the case one for the shift lead and the leader on duty."""

    flag = forms.ChoiceField(label=_("标记"), choices=Flag, widget=forms.RadioSelect)
    note = Words(label=_("情况说明"), required=False, help_text=_("标记后只有登记人、承办单位和获授权的人能看到此件"))


class UnflagForm(MoveForm):
    """Why the case is open to its usual readers again."""

    reason = Words(label=_("解除原因"))


class ProposeMergeForm(MoveForm):
    """With which case this one is the same matter; of that one nothing is shown."""

    into = forms.CharField(label=_("并入的诉求编号"), max_length=20, help_text=_("另一件尚未办结、反映同一事项的诉求"))
    note = Words(label=_("理由"), required=False)

    def clean_into(self) -> Case:
        found = one_visible(self.by, self.cleaned_data["into"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("没有编号为“%(number)s”的诉求"), params={"number": self.cleaned_data["into"]})
        return found

    def given(self) -> dict[str, Any]:
        return {"into": self.cleaned_data["into"], "note": self.cleaned_data["note"]}


class BriefLeaderForm(OnceForm):
    """Which leader was told, how, and what; the first who is on duty now is preset."""

    leader = forms.CharField(label=_("所报领导"), max_length=100, help_text=_("姓名和职务"))
    means = forms.ChoiceField(label=_("上报方式"), choices=Means, widget=forms.RadioSelect)
    text = Words(label=_("上报内容"), rows=5, help_text=_("报了什么、已采取什么措施；领导批示另行记录"))

    def fit(self) -> None:
        self.on_duty = on_duty(platform(), timezone.now())
        if self.on_duty:
            self.initial["leader"] = f"{self.on_duty[0].staff.name}（{self.on_duty[0].capacity}）"

    def given(self) -> dict[str, Any]:
        return {**super().given(), "means": Means(self.cleaned_data["means"])}
