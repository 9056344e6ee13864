"""A list to choose from whose entries stand in groups: units by kind, categories by branch."""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceIterator

Naming = Callable[[Any], str]


class _Groups(ModelChoiceIterator):
    """The empty choice, then each group with its rows; groups stand in the order of their first row."""

    def __iter__(self) -> Iterator[Any]:
        field: Any = self.field
        if field.empty_label is not None:
            yield ("", field.empty_label)
        groups: dict[str, list[Any]] = {}
        for row in self.queryset:
            groups.setdefault(field.group_of(row), []).append(self.choice(row))
        yield from groups.items()


class GroupedChoiceField(forms.ModelChoiceField):
    """`group_of` names the group of a row, `label_of` the row itself; one query however many groups."""

    iterator = _Groups

    def __init__(self, queryset: "QuerySet[Any]", *, group_of: Naming, label_of: Naming = str, **options: Any) -> None:
        self.group_of, self.label_of = group_of, label_of
        super().__init__(queryset, **options)

    def label_from_instance(self, row: Model) -> str:
        return self.label_of(row)
