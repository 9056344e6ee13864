"""Samples that nobody can pick: which cases are drawn follows from their numbers alone, and for each purpose otherwise, so
that two samples are not the same cases."""

from hashlib import sha256
from typing import Final

from django.db.models import BigIntegerField, F, Func, Q, Value
from django.db.models.functions import Concat
from django.db.models.lookups import LessThan

HUNDRED: Final = 100


def is_drawn(purpose: str, number: str, percent: int) -> bool:
    """True when the case of that number is in the sample of so many in a hundred."""
    drawn = int.from_bytes(sha256(f"{purpose} {number}".encode()).digest()[:4], "big")
    return drawn % HUNDRED < percent


def drawn(purpose: str, percent: int) -> Q:
    """The condition that `is_drawn` asks, of cases."""
    return Q(LessThan(_Lot(Concat(Value(f"{purpose} "), F("number"))), percent))


class _Lot(Func):
    """The first four bytes of the digest, as a number below a hundred."""

    template = "mod(('x' || left(encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex'), 8))::bit(32)::bigint, 100)"
    output_field = BigIntegerField()
