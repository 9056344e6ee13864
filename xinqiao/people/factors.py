"""The second factor: a code of six digits from the person's phone, or one of ten codes on paper."""

import secrets
from datetime import datetime
from typing import Final

import pyotp
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac

from xinqiao.people import brakes, policy
from xinqiao.people.models import Platform, RecoveryCode, SecondFactor, Staff
from xinqiao.people.proof import Answer
from xinqiao.text.width import half_width

STEP_SECONDS: Final = 30
AROUND: Final = (-1, 0, 1)  # a phone's clock may be half a minute off
CODES: Final = 10
ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
SALT: Final = "xinqiao.people.factors"


def of(staff: Staff) -> SecondFactor | None:
    """The factor that counts for this person; None without one."""
    return SecondFactor.objects.filter(staff=staff, confirmed_at__isnull=False).first()


def is_required(staff: Staff) -> bool:
    """True when a role of the person must have one (city.toml, sign_in.second_factor)."""
    return staff.posts.filter(role__code__in=policy.load().sign_in.second_factor).exists()


def key_of(staff: Staff) -> str:
    """The brake of a person's codes."""
    return f"code:{staff.pk}"


def begin(staff: Staff) -> SecondFactor:
    """The person's factor that waits for its first code; the same secret until then."""
    factor, _new = SecondFactor.objects.get_or_create(staff=staff, defaults={"secret": pyotp.random_base32()})
    return factor


def address(factor: SecondFactor) -> str:
    """What the QR code says, as authenticator apps read it."""
    issuer = Platform.objects.values_list("short_name", flat=True).first() or "心桥"
    return pyotp.TOTP(factor.secret).provisioning_uri(name=factor.staff.username, issuer_name=issuer)


@transaction.atomic
def confirm(factor: SecondFactor, code: str, *, now: datetime) -> list[str]:
    """Let the factor count from now on if the code is right; returns its recovery codes, none when it is wrong."""
    if not _is_right(factor, _bare(code), now):
        return []
    SecondFactor.objects.filter(pk=factor.pk).update(confirmed_at=now)
    return renew_codes(factor)


@transaction.atomic
def renew_codes(factor: SecondFactor) -> list[str]:
    """Ten new recovery codes in place of what is left of the old ones; shown once."""
    codes = ["-".join(_four() for _ in range(3)) for _ in range(CODES)]
    factor.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(factor=factor, digest=_digest(code)) for code in codes)
    return codes


def _four() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(4))


@transaction.atomic
def prove(staff: Staff, code: str, *, now: datetime) -> Answer:
    """Look at one code, unless there were too many wrong ones. A code that was right once is wrong ever after."""
    brake = brakes.hold(key_of(staff), now=now)
    if brake.is_shut(now):
        return Answer(shut_until=brake.shut_until)
    factor, bare = of(staff), _bare(code)
    if factor and (_is_right(factor, bare, now) or _is_recovery(factor, bare, now)):
        brakes.ease(brake.key)
        return Answer(staff)
    rules = policy.load().sign_in
    brakes.press(brake, most=rules.attempts, minutes=rules.locked_minutes, now=now)
    return Answer(shut_until=brake.shut_until)


def _is_right(factor: SecondFactor, code: str, now: datetime) -> bool:
    """True for the code of this half minute or a neighbour; it and older ones are used up then."""
    present = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(factor.secret)
    steps = [step for step in (present + off for off in AROUND) if constant_time_compare(totp.generate_otp(step), code)]
    unused = Q(pk=factor.pk, last_step__lt=max(steps, default=0))
    return bool(steps) and SecondFactor.objects.filter(unused).update(last_step=max(steps)) == 1


def _is_recovery(factor: SecondFactor, code: str, now: datetime) -> bool:
    return factor.recovery_codes.filter(digest=_digest(code), used_at=None).update(used_at=now) > 0


def _bare(code: str) -> str:
    return "".join(half_width(code).split()).replace("-", "").lower()


def _digest(code: str) -> str:
    return salted_hmac(SALT, _bare(code), algorithm="sha256").hexdigest()
