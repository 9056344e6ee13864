"""Who is on duty at a unit when, and who stands in where nobody is entered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from xinqiao.people import audit
from xinqiao.people.models import DutyShift, Post, Staff, Unit

STAND_IN: Final = "liaison"


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody to turn to; `until` is None for a liaison who stands in because nobody is entered."""

    staff: Staff
    capacity: str
    phone: str
    until: datetime | None


def on_duty(unit: Unit, at: datetime) -> list[OnDuty]:
    """Who is on duty at the unit at that moment, else its liaisons; empty when it has none."""
    return on_duty_at([unit], at)[unit.pk]


def on_duty_at(units: Iterable[Unit], at: datetime) -> dict[int, list[OnDuty]]:
    """The same for many units, by their keys, in two queries."""
    found: dict[int, list[OnDuty]] = {unit.pk: [] for unit in units}
    shifts = DutyShift.objects.filter(unit__in=found, starts_at__lte=at, ends_at__gt=at, staff__is_active=True)
    for shift in shifts.select_related("staff"):
        found[shift.unit_id].append(OnDuty(shift.staff, shift.capacity, shift.phone, shift.ends_at))
    empty = [unit for unit, people in found.items() if not people]
    posts = Post.objects.filter(unit__in=empty, role__code=STAND_IN, staff__is_active=True)
    for post in posts.select_related("staff", "role").order_by("pk"):
        found[post.unit_id].append(OnDuty(post.staff, post.role.name, "", None))
    return found


@transaction.atomic
def put_on_duty(shift: DutyShift, *, by: Staff) -> DutyShift:
    """Enter a shift that the form has checked."""
    shift.save()
    audit.note(what="duty_entered", by=by, subject=shift.unit.code, reason=_span(shift))
    return shift


@transaction.atomic
def take_off_duty(shift: DutyShift, *, by: Staff) -> None:
    """Strike a shift from the list."""
    audit.note(what="duty_removed", by=by, subject=shift.unit.code, reason=_span(shift))
    shift.delete()


def _span(shift: DutyShift) -> str:
    return f"{shift.staff.username} {shift.starts_at:%Y-%m-%dT%H:%MZ} {shift.ends_at:%Y-%m-%dT%H:%MZ}"
