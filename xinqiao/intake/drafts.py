"""An agent's drafts: kept while he types, taken up again at any seat, thrown away when he says so."""

import json
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from xinqiao.intake import actions
from xinqiao.intake.forms import RegisterForm
from xinqiao.intake.models import KeptDraft
from xinqiao.people.access import StaffRequest, needs
from xinqiao.people.models import Staff
from xinqiao.text.masking import mask_free_text, mask_phone
from xinqiao.text.sentences import first_sentence

LISTED: Final = 20
KEY_LENGTH: Final = 32
# Names of the form that say which page it is, not what the citizen said; files are sent with the registration alone.
NOT_SAID: Final = {"form_key", "window", "seen", "another", "enclosures"}


@dataclass(frozen=True, slots=True)
class Line:
    """A draft as the desk lists it: nothing in it is more than what other pages would show."""

    key: str
    title: str
    phone: str
    saved_at: datetime


def listed(staff: Staff) -> list[Line]:
    """One's own drafts, what was typed last first. One query."""
    found = KeptDraft.objects.filter(staff=staff).order_by("-saved_at")[:LISTED]
    return [_line(draft, json.loads(draft.said)) for draft in found]


def _line(draft: KeptDraft, said: dict[str, str]) -> Line:
    title = said.get("title") or first_sentence(said.get("text", "")) or gettext("（尚未写内容）")
    phone = mask_phone(said["phone"]) if said.get("phone") else ""
    return Line(draft.key, mask_free_text(title), phone, draft.saved_at)


def taken_up(staff: Staff, key: str) -> dict[str, str]:
    """What the form begins with when one's draft of that key is gone on with; empty when there is none."""
    draft = KeptDraft.objects.filter(staff=staff, key=key).first()
    return {**json.loads(draft.said), "form_key": draft.key, "seen": draft.saved_at.isoformat()} if draft else {}


@needs("register")
@require_POST
def keep(request: StaffRequest) -> HttpResponse:
    """Keep what stands in the form, and say so; the page sends it of itself."""
    said, key = _said(request), request.POST.get("form_key", "")
    window, seen = request.POST.get("window", "")[:32], request.POST.get("seen", "")
    if not 0 < len(key) <= KEY_LENGTH or not window:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    try:
        draft = actions.keep_draft(key, said, window=window, seen=seen, by=request.user, now=timezone.now())
    except actions.TooLong:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return render(request, "intake/draft_kept.html", {"draft": draft, "is_another": draft.key != key})


def _said(request: HttpRequest) -> dict[str, str]:
    """What is filled in. A case that was chosen beside the form is the one before this."""
    sent = request.POST.dict()
    sent["earlier"] = sent.get("earlier_chosen") or sent.get("earlier", "")
    fields: dict[str, Any] = RegisterForm.base_fields
    return {name: sent[name] for name in fields if name not in NOT_SAID and sent.get(name)}


@needs("register")
@require_POST
def discard(request: StaffRequest, key: str) -> HttpResponse:
    """Throw one's own draft away."""
    if not actions.discard_draft(key, by=request.user):
        raise Http404
    messages.success(request, gettext("草稿已舍弃"))
    return redirect("intake:register")
