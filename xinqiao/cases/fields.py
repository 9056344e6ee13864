"""The fields that forms of moves are made of: words, phones, listed grounds, units, days and moments."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xinqiao.catalogue.models import Ground
from xinqiao.people.choices import GroupedChoiceField
from xinqiao.people.models import Unit
from xinqiao.text.phone import NotAPhone, normalise

MOMENT_TYPED = "%Y-%m-%dT%H:%M"


class Words(forms.CharField):
    """A text of some lines."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        super().__init__(max_length=20_000, widget=forms.Textarea(attrs={"rows": rows}), **options)


class OneOf(forms.ChoiceField):
    """One of several, of which none is chosen beforehand: what is recorded is what somebody said."""

    def __init__(self, *, choices: Any, **options: Any) -> None:
        named = getattr(choices, "choices", choices)
        super().__init__(choices=[("", _("请选择")), *named], **options)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; cleans to a list. How many and how large they may be, `files.keep_all` says."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        chosen = [one for one in data if one] if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in chosen]


class PhoneField(forms.CharField):
    """A telephone number in its one form (`text.phone.normalise`); empty where none was given."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 30, "required": False} | options)

    def clean(self, value: Any) -> str:
        written = super().clean(value)
        try:
            return normalise(written) if written else ""
        except NotAPhone:
            raise forms.ValidationError(_("不是电话号码；请写手机号或带区号的固话")) from None


class GroundField(forms.ModelChoiceField):
    """One of the city's listed grounds of a kind; cleans to its code, empty for none."""

    def __init__(self, kind: Ground.Kind, **options: Any) -> None:
        listed = Ground.objects.filter(kind=kind, is_active=True)
        super().__init__(listed, to_field_name="code", empty_label=_("请选择"), **options)

    def label_from_instance(self, ground: Any) -> str:
        """The ground, the right door where it names one, and what it rests on."""
        door = f" → {ground.door}" if ground.door else ""
        return f"{ground.name}{door}（{ground.basis}）" if ground.basis else f"{ground.name}{door}"

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return found.code if found else ""


def kind_of(unit: Unit) -> str:
    """The group in which a unit stands: departments, districts, towns, …"""
    return unit.get_kind_display()


def with_superior(unit: Unit) -> str:
    """A unit's name; below the first level after the name of the unit it belongs to."""
    superior = unit.parent
    return f"{superior.name} · {unit.name}" if superior and superior.level else unit.name


UNITS = Unit.objects.filter(Q(is_active=True) & ~Q(parent=None)).select_related("parent").order_by("level", "path")


class UnitField(GroupedChoiceField):
    """One of the city's units, grouped by kind."""

    def __init__(self, **options: Any) -> None:
        super().__init__(UNITS, group_of=kind_of, label_of=with_superior, **{"empty_label": _("请选择单位")} | options)


class UnitsField(GroupedChoiceField, forms.ModelMultipleChoiceField):
    """Any number of the city's units, grouped by kind."""

    def __init__(self, **options: Any) -> None:
        super().__init__(UNITS, group_of=kind_of, label_of=with_superior, required=False, **options)
        self.widget.attrs["size"] = 5
        self.help_text = _("按住 Ctrl 键可选多个")


def spare(field: Any, unit: Unit) -> None:
    """Offer neither the unit nor what lies below it; a form without the field stays as it is."""
    if field is not None:
        field.queryset = field.queryset.exclude(path__startswith=unit.path)


class DayField(forms.DateField):
    """A day of the calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class MomentField(forms.DateTimeField):
    """A moment to the minute, in the platform's time zone."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT_TYPED)
        super().__init__(widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
