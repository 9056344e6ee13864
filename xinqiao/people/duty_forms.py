"""The form of a unit's duty list."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from xinqiao.people.models import DutyShift, Staff, Unit
from xinqiao.text import phone


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


class DutyForm(forms.ModelForm):
    """Who of the unit's people is on duty from when to when, and his number."""

    starts_at = _moment(_("开始"))
    ends_at = _moment(_("结束"))

    class Meta:
        model = DutyShift
        fields: ClassVar = ["staff", "capacity", "phone", "starts_at", "ends_at"]
        labels: ClassVar = {"staff": _("值班人员"), "capacity": _("值班身份"), "phone": _("值班电话")}
        help_texts: ClassVar = {"capacity": _("如：带班领导、值班员")}

    def __init__(self, data: Any = None, *, unit: Unit) -> None:
        super().__init__(data, instance=DutyShift(unit=unit))
        own = Staff.objects.filter(is_active=True, posts__unit=unit).distinct()
        self.fields["staff"] = forms.ModelChoiceField(own, label=_("值班人员"), empty_label=_("请选择人员"))

    def clean_phone(self) -> str:
        try:
            return phone.normalise(self.cleaned_data["phone"]) if self.cleaned_data["phone"] else ""
        except phone.NotAPhone:
            raise ValidationError(_("不是电话号码：请填写手机号或带区号的固定电话")) from None

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("结束须晚于开始"))
        return data
