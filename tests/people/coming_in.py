"""People with a password of their own, and how they come in."""

from datetime import datetime

import pyotp
from django.test import Client
from django.utils import timezone

from tests.factories import person
from xinqiao.people import factors, passwords
from xinqiao.people.models import Grant, Role, Staff

SECRET = "Lang-genug-1"


def settled(role: str, at_unit: str = "", secret: str = SECRET) -> Staff:
    """Somebody who has changed his initial password."""
    staff = person(role, at_unit)
    passwords.give(staff, secret, is_initial=False, now=timezone.now())
    return staff


def newcomer(role: str, at_unit: str = "", secret: str = SECRET) -> Staff:
    """Somebody who has not yet."""
    staff = person(role, at_unit)
    passwords.give(staff, secret, is_initial=True, now=timezone.now())
    return staff


def with_factor(staff: Staff) -> pyotp.TOTP:
    """Give him a second factor; what his phone would hold. The code of confirmation lies a day back."""
    factor = factors.begin(staff)
    phone = pyotp.TOTP(factor.secret)
    factor.confirmed_at = timezone.now()
    factor.save()
    return phone


def code(phone: pyotp.TOTP, now: datetime | None = None) -> str:
    return phone.at(now or timezone.now())


def sign_in(staff: Staff, secret: str = SECRET, **more: str):
    """A new browser, and what the sign-in page answered."""
    client = Client()
    return client, client.post("/sign-in/", {"username": staff.username, "password": secret} | more)


def administrator(at_unit: str = "xq", scope: str = "subtree") -> Staff:
    """Somebody who keeps the people of a unit and of all below it."""
    role, new = Role.objects.get_or_create(code=f"keeper-{scope}", defaults={"name": "人员管理员"})
    if new:
        for verb in ("manage_staff", "manage_duty"):
            Grant.objects.create(role=role, verb=verb, scope=scope)
    return person(role.code, at_unit)
