"""Where a node's tasks go when several are handed on at once: each to the unit suggested for it, or all to one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xinqiao.advice.units import Suggestion, suggest_each
from xinqiao.cases.fields import UnitField
from xinqiao.cases.models import Assignment
from xinqiao.people.models import Staff, Unit


class HandOnForm(forms.Form):
    """`by`: who hands on; he is offered the units below those for which he may. What is noted goes with each task."""

    to = UnitField(label=_("转派给"), required=False, empty_label=_("各自的建议单位"))
    note = forms.CharField(label=_("转派意见"), required=False, max_length=500)

    def __init__(self, data: Any = None, *, by: Staff) -> None:
        super().__init__(data)
        field: Any = self.fields["to"]
        field.queryset = field.queryset.filter(_below(by))


def _below(by: Staff) -> Q:
    """The condition "lies below a unit for which he may delegate"."""
    reach = by.reach("delegate")
    if reach.everything:
        return Q()
    found = Q(pk__in=[])
    for path in sorted(reach.subtrees | reach.units):
        found |= Q(path__startswith=path) & ~Q(path=path)
    return found


def suggested_below(tasks: Sequence[Assignment]) -> list[Suggestion | None]:
    """Of each task the first unit below its own that the catalogue names for the case, in one query; None where it names
    none, or one that the case accuses."""
    found = suggest_each([task.case for task in tasks])
    return [next((one for one in some if _fits(task, one.unit)), None) for task, some in zip(tasks, found, strict=True)]


def _fits(task: Assignment, unit: Unit) -> bool:
    return task.unit.holds(unit) and unit.pk != task.unit_id and not task.case.accuses(unit)
