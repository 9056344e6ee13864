"""Forms that must not count twice when they are sent twice: each page of such a form carries a key of its own."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from xinqiao.cases.models import FormKey
from xinqiao.people.models import Staff
from xinqiao.vault.index import blind_candidates

KEPT: Final = timedelta(days=2)  # longer than a page stays open
NOT_SAID: Final = {"csrfmiddlewaretoken", "form_key"}


class SentBefore(Exception):
    """The form was sent before; `number` is the case that came of it, `is_same` says whether the words are the same."""

    def __init__(self, number: str, *, is_same: bool) -> None:
        told = gettext("此表单已提交过，诉求编号 %(number)s；内容有改动，如需另行提交，请再保存一次")
        super().__init__(told % {"number": number})
        self.number = number
        self.is_same = is_same


def new_key() -> str:
    """A key for a page that is shown."""
    return uuid4().hex


def spend(key: str, said: Mapping[str, object], *, number: str = "", by: Staff, now: datetime) -> FormKey | None:
    """Use up the key of a form within the caller's transaction; who sends it again meanwhile waits for its end.

    `said` are the names and values that were sent. None for a page without a key. Raises SentBefore.
    """
    if not key:
        return None
    digest = _digests(said)[0]
    FormKey.objects.filter(staff=by, at__lt=now - KEPT).delete()
    try:
        with transaction.atomic():
            return FormKey.objects.create(staff=by, key=key[:32], digest=digest, number=number, at=now)
    except IntegrityError:
        before = FormKey.objects.get(staff=by, key=key[:32])
        raise SentBefore(before.number, is_same=before.digest in _digests(said)) from None


def _digests(said: Mapping[str, object]) -> list[str]:
    """The digest, and what it was under keys that were current before. Keyed, because what was typed may be short and
    personal."""
    told = sorted((name, str(value)) for name, value in said.items() if name not in NOT_SAID)
    return blind_candidates("form", repr(told))
