"""Keys for the API: shown once, stored as a digest."""

import secrets
from datetime import datetime
from hashlib import sha256

from django.db.models import Q, QuerySet

from xinqiao.people.models import Staff, Token

PREFIX = "xq_"


def issue(*, staff: Staff, name: str, expires_at: datetime | None = None) -> str:
    """Make a token; the returned text is the only copy."""
    text = PREFIX + secrets.token_urlsafe(32)
    Token.objects.create(staff=staff, name=name, digest=_digest(text), expires_at=expires_at)
    return text


def revoke(held: QuerySet[Token], *, now: datetime) -> int:
    """End tokens at once; returns how many were still good for something."""
    return held.filter(revoked_at=None).update(revoked_at=now)


def holder(text: str, *, now: datetime) -> Staff | None:
    """The active staff member whose valid token this is, or None; nobody's while his password is an initial one."""
    valid = Q(expires_at=None) | Q(expires_at__gt=now)
    token = Token.objects.select_related("staff").filter(valid, digest=_digest(text), revoked_at=None).first()
    staff = token.staff if token else None
    return staff if staff and staff.is_active and not staff.must_change_password else None


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
