"""Bearer tokens (`xinqiao token`). The request then acts as the token's holder, with that person's rights."""

from hashlib import sha256
from typing import Final

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from xinqiao.people import limits, policy, tokens
from xinqiao.people.addresses import address_of, network_of
from xinqiao.people.models import Staff

WINDOWS_A_MINUTE: Final = 60 // limits.SECONDS


class Bearer(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> Staff | None:
        """The holder, also set as `request.user`; None becomes 401. Raises TooMany for who asks too often."""
        now, allowed = timezone.now(), policy.load().api
        staff = tokens.holder(token, now=now)
        if staff is None:
            address = address_of(request)
            key = f"stranger {network_of(address) if address else '?'}"
            limits.count(key, most=-(-allowed.strangers_per_minute // WINDOWS_A_MINUTE), now=now)
            return None
        key = f"token {sha256(token.encode()).hexdigest()[:16]}"
        limits.count(key, most=allowed.token_per_second * limits.SECONDS, now=now)
        request.user = staff
        return staff
