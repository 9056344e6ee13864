"""Passwords: the initial one that somebody else has seen, the change of one's own, its age."""

import secrets
from datetime import datetime, timedelta
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Final

from django.db import transaction

from xinqiao.people import policy
from xinqiao.people.models import OldPassword, Staff

# Nothing that reads like something else on paper or over the phone.
_KINDS: Final = tuple("".join(sorted(set(kind) - set("0O1lIo"))) for kind in (ascii_lowercase, ascii_uppercase, digits))
_GROUPS, _PER_GROUP = 4, 4


def initial() -> str:
    """A random password of 16 letters and digits of every kind, in groups with hyphens: some 90 bits."""
    signs = [secrets.choice(kind) for kind in _KINDS]
    signs += [secrets.choice("".join(_KINDS)) for _ in range(_GROUPS * _PER_GROUP - len(signs))]
    secrets.SystemRandom().shuffle(signs)
    groups = ("".join(signs[start : start + _PER_GROUP]) for start in range(0, len(signs), _PER_GROUP))
    return "-".join(groups)


@transaction.atomic
def give(staff: Staff, password: str, *, is_initial: bool, now: datetime) -> None:
    """Make this the person's password; an initial one must be changed before anything else."""
    if staff.pk and staff.has_usable_password():
        OldPassword.objects.create(staff=staff, digest=staff.password)
        kept = staff.old_passwords.values("pk")[: policy.load().sign_in.remembered]
        staff.old_passwords.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    staff.set_password(password)
    staff.must_change_password = is_initial
    staff.password_set_at = now
    staff.save()


def is_due(staff: Staff, *, now: datetime) -> bool:
    """True when the password has to be changed: an initial one, one too old, one of unknown age."""
    days = policy.load().sign_in.password_days
    if staff.must_change_password or staff.password_set_at is None:
        return True
    return bool(days) and staff.password_set_at + timedelta(days=days) <= now
