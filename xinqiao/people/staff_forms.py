"""Forms of the people pages."""

from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from xinqiao.people import governing
from xinqiao.people.choices import GroupedChoiceField
from xinqiao.people.models import Role, Staff, Unit


def kind_of(unit: Unit) -> str:
    """The group in which a unit stands."""
    return unit.get_kind_display()


def name_of(unit: Unit) -> str:
    """A unit's name; below the first level after the name of the unit it belongs to."""
    superior = unit.parent
    return f"{superior.name} · {unit.name}" if superior and superior.level else unit.name


class PersonForm(forms.Form):
    """A new person: the name to sign in with and the name to be called by."""

    username = UsernameField(label=_("用户名"), max_length=50, help_text=_("登录用，以后不能更改"))
    name = forms.CharField(label=_("姓名"), max_length=50)

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if Staff.objects.filter(username=username).exists():
            raise ValidationError(_("用户名“%(username)s”已有人使用") % {"username": username})
        return username


class PostForm(forms.Form):
    """A role at a unit, both within the administrator's reach."""

    role = forms.ModelChoiceField(Role.objects.all(), label=_("岗位"), empty_label=_("请选择岗位"))

    def __init__(self, *args: Any, by: Staff, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by = by
        units = governing.units_of(by).order_by("level", "path")
        self.fields["unit"] = GroupedChoiceField(
            units, group_of=kind_of, label_of=name_of, label=_("单位"), empty_label=_("请选择单位")
        )  # fmt: skip
        self.order_fields(["unit", "role"])
        for field in self.fields.values():
            field.required = not self.empty_permitted

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if self.empty_permitted and bool(data.get("unit")) != bool(data.get("role")):
            raise ValidationError(_("单位和岗位须一起选"))
        if data.get("unit") and data.get("role"):
            try:
                governing.require_post(self.by, None, data["unit"], data["role"])
            except governing.NotAllowed as error:
                raise ValidationError(str(error)) from error
        return data


# A person begins with one post or a few; more are given on his own page.
PostFormSet = forms.formset_factory(PostForm, min_num=1, validate_min=True, extra=2, max_num=20)
