"""Proposing a case for the public to read, and deciding on it. Whoever decides leaves a row in the access log."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from xinqiao.knowledge.models import Publication
from xinqiao.people import audit
from xinqiao.people.models import Staff
from xinqiao.text.pairs import keys, searchable
from xinqiao.text.redaction import redact

WORDS: Final = ("title", "request", "reply")
LONGEST_TITLE: Final = 200
State = Publication.State


class Decided(Exception):
    """It was decided on meanwhile."""


@transaction.atomic
def propose(number: str, *, by: Staff, now: datetime, **facts: Any) -> Publication:
    """Propose the case of that number; `facts` are the columns from `title` to `completed_on`, redacted already.
    Proposed or published before, it stays as it is; declined or withdrawn, it is proposed anew."""
    new = {**facts, "proposed_by": by, "proposed_at": now}
    found, is_new = Publication.objects.select_for_update().get_or_create(case_number=number, defaults=new)
    if is_new or found.state in (State.DECLINED, State.WITHDRAWN):
        _keep(found, **new, state=State.PROPOSED, decided_by=None, decided_at=None, reason="")
        audit.note(what="propose_publication", by=by, subject=number)
    return found


@transaction.atomic
def publish(
    publication: Publication, *, by: Staff, now: datetime, known: Collection[str] = (), **words: str
) -> Publication:
    """Let the public read it in these words (title, request, reply); the rules of redaction go over them once more, and
    over what is `known` of the citizen. Raises Decided."""
    held = _held(publication, State.PROPOSED)
    said = {name: redact(words[name], known) for name in WORDS}
    text = searchable("\n".join(said.values()))
    return _decide(held, "publish", by, now, **said, text=text, keys=keys(text), state=State.PUBLISHED)


@transaction.atomic
def decline_publication(publication: Publication, *, reason: str, by: Staff, now: datetime) -> Publication:
    """It is not published. Raises Decided."""
    held = _held(publication, State.PROPOSED)
    return _decide(held, "decline_publication", by, now, reason=reason, state=State.DECLINED)


@transaction.atomic
def withdraw_publication(publication: Publication, *, reason: str, by: Staff, now: datetime) -> Publication:
    """The public reads it no longer. Raises Decided."""
    held = _held(publication, State.PUBLISHED)
    return _decide(held, "withdraw_publication", by, now, reason=reason, state=State.WITHDRAWN)


def forget(number: str) -> None:
    """Take away what was proposed or published of a case whose data is being erased; within the same transaction."""
    Publication.objects.filter(case_number=number).delete()


def _held(publication: Publication, state: str) -> Publication:
    held = Publication.objects.select_for_update().get(pk=publication.pk)
    if held.state != state:
        raise Decided
    return held


def _decide(held: Publication, what: str, by: Staff, now: datetime, **new: Any) -> Publication:
    audit.note(what=what, by=by, subject=held.case_number, reason=new.get("reason", ""))
    return _keep(held, **new, decided_by=by, decided_at=now)


def _keep(publication: Publication, **new: Any) -> Publication:
    new["title"] = new.get("title", publication.title)[:LONGEST_TITLE]  # a label may be longer than what it hides
    for name, value in new.items():
        setattr(publication, name, value)
    publication.save(update_fields=list(new))
    return publication
