"""The dispatcher's form."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xinqiao.people.choices import GroupedChoiceField
from xinqiao.people.models import Unit


def kind_of(unit: Unit) -> str:
    """The group in which a unit stands: departments, districts, towns, …"""
    return unit.get_kind_display()


def with_superior(unit: Unit) -> str:
    """A unit's name; below the first level after the name of the unit it belongs to."""
    superior = unit.parent
    return f"{superior.name} · {unit.name}" if superior and superior.level else unit.name


UNITS = Unit.objects.filter(Q(is_active=True) & ~Q(parent=None)).select_related("parent").order_by("level", "path")


class DispatchForm(forms.Form):
    """Which unit leads, and a word to go with it. A suggestion's button names its unit in `suggested`, which wins."""

    lead = GroupedChoiceField(
        UNITS, group_of=kind_of, label_of=with_superior, label=_("主办单位"), empty_label=_("请选择单位")
    )
    note = forms.CharField(
        label=_("派单意见"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        if data and data.get("suggested"):
            data = data.copy()
            data["lead"] = data["suggested"]
        super().__init__(data, **options)
