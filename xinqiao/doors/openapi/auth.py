"""Bearer tokens (`xinqiao token`). The request then acts as the token's holder, with that person's rights."""

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from xinqiao.people import tokens
from xinqiao.people.models import Staff


class Bearer(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> Staff | None:
        """The holder, also set as `request.user`; None becomes 401."""
        staff = tokens.holder(token, now=timezone.now())
        if staff is not None:
            request.user = staff
        return staff
