"""Units that a city folder no longer names: retired only when nothing waits at them and nobody works there."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.models import Assignment
from xinqiao.cases.queries import is_open
from xinqiao.cities.faults import CityError, Fault
from xinqiao.people.models import Post, Unit

_TASKS: Final = Assignment.objects.filter(is_open())
_POSTS: Final = Post.objects.filter(staff__is_active=True)
# What would be left with nobody, by the field that names the unit: the problem, and what to do first.
_HELD: Final[tuple[tuple[QuerySet[Any], str, Promise, Promise], ...]] = (
    (_TASKS, "unit", _("“%(unit)s”还有 %(count)d 个未办结的任务，不能停用"),
     _("先办结、退单或撤回这些任务，或把这一行写回来")),
    (_TASKS, "dispatched_by_unit", _("“%(unit)s”派出的任务还有 %(count)d 个未办结，不能停用"),
     _("先审核办结或撤回这些任务，或把这一行写回来")),
    (_POSTS, "unit", _("“%(unit)s”还有 %(count)d 个岗位有人，不能停用"),
     _("先在“人员”页把这些岗位移到别的单位，或把这一行写回来")),
)  # fmt: skip


def hold(units: Iterable[int]) -> None:
    """Let no dispatch reach the units of these ids while they are being retired (see `cases.retired.hold_in_use`).

    Raises CityError for what came to them since the plan was made.
    """
    held = [unit.pk for unit in Unit.objects.filter(pk__in=units).select_for_update().order_by("pk")]
    if late := list(faults(held)):
        raise CityError(late)


def faults(units: Sequence[int]) -> Iterator[Fault]:
    """Why the units of these ids cannot be retired. Three queries; none for no unit."""
    for rows, field, problem, remedy in _HELD if units else ():
        held = rows.filter(**{f"{field}__in": units}).order_by(f"{field}__path")
        for unit, count in held.values_list(f"{field}__name").annotate(Count("pk")):
            yield Fault("units.csv", 0, "code", str(problem) % {"unit": unit, "count": count}, str(remedy))
