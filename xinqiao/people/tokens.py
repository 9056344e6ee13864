"""Keys for the API: shown once, stored as a digest."""

import secrets
from datetime import datetime
from hashlib import sha256

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from xinqiao.people.models import Grant, Staff, Token
from xinqiao.people.scope import gather

PREFIX = "xq_"
# Verb, scope and path of the unit of each grant of the holder, in a word each.
_OF_HOLDER = Grant.objects.filter(role__posts__staff=OuterRef("staff"), role__posts__unit__is_active=True)
_GRANTS = ArraySubquery(
    _OF_HOLDER.annotate(
        words=Concat("verb", Value(" "), "scope", Value(" "), "role__posts__unit__path", output_field=TextField())
    ).values("words")
)


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
    valid = Q(expires_at=None) | Q(expires_at__gt=now)
    found = Token.objects.select_related("staff").filter(valid, digest=_digest(text), revoked_at=None)
    token = found.annotate(grants=_GRANTS).first()
    staff = token.staff if token else None
    if not token or not staff or not staff.is_active or staff.must_change_password:
        return None
    staff.reaches = gather((verb, scope, path) for verb, scope, path in map(str.split, token.grants))
    return staff


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
