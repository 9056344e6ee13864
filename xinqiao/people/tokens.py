"""Keys for the API: shown once, stored as a digest."""

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Final

from django.db.models import QuerySet

from xinqiao.people.models import Staff, Token
from xinqiao.people.scope import gather

PREFIX = "xq_"
# Asked on every request: the holder with verb, scope and unit's path of each of his grants. Written out, for to compose
# it costs more than to ask it.
_HOLDER: Final = """
    SELECT staff.*, ARRAY(
        SELECT ARRAY[g.verb, g.scope, unit.path]
        FROM people_post post JOIN people_unit unit ON unit.id = post.unit_id
        JOIN people_grant g ON g.role_id = post.role_id
        WHERE post.staff_id = staff.id AND unit.is_active
    ) AS grants
    FROM people_token token JOIN people_staff staff ON staff.id = token.staff_id
    WHERE token.digest = %s AND token.revoked_at IS NULL AND (token.expires_at IS NULL OR token.expires_at > %s)
"""


def issue(*, staff: Staff, name: str, expires_at: datetime | None = None) -> str:
    """Make a token; the returned text is the only copy."""
    text = PREFIX + secrets.token_urlsafe(32)
    Token.objects.create(staff=staff, name=name, digest=_digest(text), expires_at=expires_at)
    return text


def revoke(held: QuerySet[Token], *, now: datetime) -> int:
    """End tokens at once; returns how many were still good for something."""
    return held.filter(revoked_at=None).update(revoked_at=now)


def holder(text: str, *, now: datetime) -> Staff | None:
    """The active staff member whose valid token this is, or None; nobody's while his password is an initial one. His
    grants come with him: one query."""
    for staff in Staff.objects.raw(_HOLDER, [_digest(text), now]):
        if staff.is_active and not staff.must_change_password:
            grants: list[tuple[str, str, str]] = staff.grants  # type: ignore[attr-defined]
            staff.reaches = gather(grants)
            return staff
    return None


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
