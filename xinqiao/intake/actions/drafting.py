"""What is typed is kept on the server until it is registered: nobody types twice (floor rule 19)."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from xinqiao.cases.models import FormKey
from xinqiao.cases.sent import new_key
from xinqiao.intake.models import KeptDraft
from xinqiao.people.models import Staff

LONGEST: Final = 60_000  # characters of all fields together; no form that can be registered has more


class TooLong(Exception):
    """More was typed than any case could hold."""


@transaction.atomic
def keep_draft(
    key: str, said: Mapping[str, str], *, window: str, seen: str = "", by: Staff, now: datetime
) -> KeptDraft:
    """Keep what is typed in the form of that key.

    `window` is the page that sends it, `seen` the `saved_at` of the draft that the page was opened with. Where another
    page wrote meanwhile, or the form was registered, what is typed here becomes a draft of its own, with another key:
    nothing of either is lost. Raises TooLong.
    """
    told = json.dumps(dict(said), ensure_ascii=False)
    if len(told) > LONGEST:
        raise TooLong
    drafts = KeptDraft.objects.select_for_update()
    draft = drafts.filter(staff=by, key=key).first()
    if draft and not _is_known_to(draft, window, seen):
        draft, key = None, new_key()
    elif FormKey.objects.filter(staff=by, key=key).exists():
        key = new_key()
    draft = draft or KeptDraft(staff=by, key=key, begun_at=now)
    draft.said, draft.window, draft.saved_at = told, window, now
    draft.save()
    return draft


def _is_known_to(draft: KeptDraft, window: str, seen: str) -> bool:
    """True when no other page has written since this one was opened."""
    return draft.window == window or draft.saved_at.isoformat() == seen


def end_draft(key: str, *, window: str, seen: str, by: Staff) -> None:
    """The form of that key was registered by that page: its draft is over, unless another page has written more into
    it meanwhile."""
    draft = KeptDraft.objects.filter(staff=by, key=key).first()
    if draft and _is_known_to(draft, window, seen):
        draft.delete()


def discard_draft(key: str, *, by: Staff) -> bool:
    """Throw one's own draft of that key away; False when there is none."""
    return KeptDraft.objects.filter(staff=by, key=key).delete()[0] > 0
