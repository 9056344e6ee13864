"""What a citizen fills in."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xinqiao.callback.models import Satisfaction
from xinqiao.callback.ratings import Said, any_bad
from xinqiao.cases.fields import FilesInput, PhoneField
from xinqiao.cases.models import Assignment, Confidentiality
from xinqiao.catalogue.models import CaseType
from xinqiao.doors.portal.keys import CODE_DIGITS, TAIL_DIGITS
from xinqiao.text.width import half_width

MOST: Final = 2000
WHO: Final = [
    (Confidentiality.OPEN, _("承办单位可以与我联系")),
    (Confidentiality.CONFIDENTIAL, _("对承办单位保密，由热线中心转达")),
    (Confidentiality.ANONYMOUS, _("匿名，不留姓名和电话（不回访）")),
]
YES_NO: Final = [("yes", _("已解决")), ("no", _("没有解决"))]


def _words(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    rows = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(label=label, required=required, max_length=MOST, widget=rows, help_text=help_text)


def photos_field() -> forms.FileField:
    """Pictures beside the words; read by the view, for there may be several."""
    widget = FilesInput(attrs={"accept": "image/*", "multiple": True})
    return forms.FileField(label=_("现场照片（选填）"), required=False, widget=widget, help_text=_("可一次选多张"))


class SubmitForm(forms.Form):
    """A request in three steps; every step carries what was typed in the others."""

    STEPS: Final = (("case_type", "text", "place"), ("photos", "confidentiality", "name", "phone"), ())

    case_type = forms.ChoiceField(
        label=_("您要做什么"), choices=CaseType, widget=forms.RadioSelect, initial=CaseType.HELP
    )
    text = _words(_("请说明事情"), help_text=_("什么时间、什么情况、希望怎样解决"))
    place = forms.CharField(
        label=_("地点（选填）"), required=False, max_length=200, help_text=_("例如：槐树巷 3 号门前"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    photos = photos_field()
    confidentiality = forms.ChoiceField(
        label=_("您的身份"), choices=WHO, widget=forms.RadioSelect, initial=Confidentiality.OPEN,
        help_text=_("举报的内容和身份一律不告知被举报单位"),
    )  # fmt: skip
    name = forms.CharField(label=_("怎么称呼您（选填）"), required=False, max_length=50)
    phone = PhoneField(
        label=_("手机号或固话"), help_text=_("选择匿名时不填"),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )  # fmt: skip
    form_key = forms.CharField(widget=forms.HiddenInput, required=False)
    kept = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_form_key(self) -> str:
        """A key that a page of ours has made, else none."""
        key: str = self.cleaned_data["form_key"]
        return key if re.fullmatch(r"[0-9a-f]{32}", key) else ""

    def clean(self) -> dict[str, Any]:
        """Who is not anonymous can be reached."""
        data = super().clean() or self.cleaned_data
        is_known = data.get("confidentiality") != Confidentiality.ANONYMOUS
        if is_known and not data.get("phone") and "phone" not in self.errors:
            self.add_error("phone", gettext("请留下电话，或选择匿名"))
        return data

    def faulty_step(self, before: int) -> int:
        """The first of the steps before that one in which something is wrong, counted from 1; 0 when all is well. What
        is complained of in later steps is forgotten: nobody has been there yet."""
        known = {name for step in self.STEPS[: before - 1] for name in step} | {"__all__"}
        for name in [name for name in self.errors if name not in known]:
            del self.errors[name]
        steps = (number for number, names in enumerate(self.STEPS, 1) if set(names) & set(self.errors))
        return next(steps, before - 1 if self.errors else 0)

    def shown(self, step: int) -> list[forms.BoundField]:
        """The fields of that step."""
        return [self[name] for name in self.STEPS[step - 1]]

    def carried(self, step: int) -> list[forms.BoundField]:
        """The fields of the other steps, which the page carries along unseen."""
        names = (name for name in self.fields if name not in (*self.STEPS[step - 1], "photos", "form_key", "kept"))
        return [self[name] for name in names]

    def told(self) -> list[tuple[Any, str, int]]:
        """What is about to be sent, label by label, each with the step in which it is changed; empty what was left out."""
        data = self.cleaned_data
        labels: dict[str, dict[Any, Any]] = {"case_type": dict(CaseType.choices), "confidentiality": dict(WHO)}
        hidden = {"photos"} | ({"name", "phone"} if data["confidentiality"] == Confidentiality.ANONYMOUS else set())
        return [
            (self.fields[name].label, labels.get(name, {}).get(data[name], data[name]), step)
            for step, names in enumerate(self.STEPS, 1)
            for name in names
            if name not in hidden
        ]


class TrackForm(forms.Form):
    """The number of a case and what shows that it is one's own."""

    digits = {"inputmode": "numeric", "autocomplete": "off"}
    number = forms.CharField(label=_("诉求编号"), max_length=20, widget=forms.TextInput(attrs=digits))
    code = forms.CharField(
        label=_("手机号后四位，或查询码"), max_length=12, widget=forms.TextInput(attrs=digits),
        help_text=_("查询码是回执上的八位数字；匿名诉求用查询码"),
    )  # fmt: skip

    def clean_number(self) -> str:
        return _digits(self.cleaned_data["number"])

    def clean_code(self) -> str:
        code = _digits(self.cleaned_data["code"])
        if len(code) not in (TAIL_DIGITS, CODE_DIGITS):
            raise forms.ValidationError(gettext("请填四位或八位数字"))
        return code


def _digits(written: str) -> str:
    digits = re.sub(r"[\s-]", "", half_width(written))
    if not (digits.isascii() and digits.isdecimal()):
        raise forms.ValidationError(gettext("请只填数字"))
    return digits


class AppendForm(forms.Form):
    """More about an open case, with pictures."""

    text = _words(_("补充内容"))
    photos = photos_field()

    def given(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"]}


class UrgeForm(forms.Form):
    """How far is it?"""

    text = _words(_("想说的话（选填）"), required=False)

    def given(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"]}


class WithdrawForm(forms.Form):
    """The citizen takes his case back."""

    reason = _words(_("撤回原因"), help_text=_("撤回后不再办理；如仍需要，请重新提交"))

    def given(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


class RateForm(forms.Form):
    """Each unit in five levels, and whether the matter is solved, which is another question."""

    note = _words(_("您的意见"), required=False, help_text=_("不满意或没有解决时，请写明原因"))
    rework = forms.BooleanField(label=_("希望重新办理"), required=False)

    def __init__(self, *args: Any, units: Sequence[Assignment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        for task in units:
            told = {"unit": task.unit.name}
            self.fields[f"satisfaction_{task.pk}"] = forms.TypedChoiceField(
                label=_("您对%(unit)s的办理是否满意") % told, choices=Satisfaction, coerce=int, widget=forms.RadioSelect
            )
            self.fields[f"solved_{task.pk}"] = forms.ChoiceField(
                label=_("%(unit)s负责的事情解决了吗") % told, choices=YES_NO, widget=forms.RadioSelect
            )
        self.order_fields(sorted(self.fields, key=["note", "rework"].__contains__))

    def clean(self) -> dict[str, Any]:
        """A complaint says what is wrong: the reviewer rules on the citizen's own words."""
        data = super().clean() or self.cleaned_data
        if not self.errors and any_bad(self.said().values()) and not data["note"].strip():
            self.add_error("note", gettext("不满意或没有解决时，请写明原因"))
        return data

    def said(self) -> dict[int, Said]:
        """Assignment id -> what is said of it."""
        data = self.cleaned_data
        return {
            task.pk: Said(data[f"satisfaction_{task.pk}"], solved=data[f"solved_{task.pk}"] == "yes")
            for task in self.units
        }

    def given(self) -> dict[str, Any]:
        return {"said": self.said(), "note": self.cleaned_data["note"], "rework": self.cleaned_data["rework"]}


def refuse(form: forms.Form, problems: Iterable[tuple[str, str]]) -> None:
    """Put each problem at its field, or above the form where the citizen has no such field."""
    for name, problem in problems:
        form.add_error(name if name in form.fields else None, problem)
