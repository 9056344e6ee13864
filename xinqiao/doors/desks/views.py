"""Pages that show several stages at once: home, the list of cases, a case's whole story."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from xinqiao.cases import actors, album, contact, guarded, queries
from xinqiao.cases.columns import COLUMNS, told, with_columns
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Case, Stage
from xinqiao.catalogue.models import CaseType
from xinqiao.doors.desks import (
    clocks,
    cockpit,
    cockpit_views,
    columns,
    listing,
    publishing,
    saving,
    story,
    timeline,
)
from xinqiao.doors.desks.buttons import Rank, buttons
from xinqiao.doors.desks.counters import COUNTERS
from xinqiao.files.downloads import FileGone, open_as_download
from xinqiao.intake import urgent
from xinqiao.people import audit, paging
from xinqiao.people.access import StaffRequest, needs, signed_in

CONVEY, BRIEF_LEADER = MOVES["convey"], MOVES["brief_leader"]
# What an urgent report tells of: who has it, and what was done.
MEASURES = frozenset(
    {"flag", "dispatch", "designate", "split", "reassign", "delegate", "sign", "contact", "interim_reply", "consult",
     "feed_back", "reply", "brief_leader"}
)  # fmt: skip


@signed_in
@require_safe
def home(request: StaffRequest) -> HttpResponseBase:
    """What waits for this person, by desk; for a leader, whom nothing waits for, the cockpit."""
    if cockpit.leads(request.user):
        return cockpit_views.cockpit(request)
    return render(request, "desks/home.html")


@signed_in
@require_safe
def counter(request: StaffRequest, name: str) -> HttpResponse:
    """One figure of the menu, as a fragment; nothing at all when nothing waits."""
    if name not in COUNTERS:
        raise Http404
    waiting = COUNTERS[name](request.user)
    return HttpResponse(str(waiting) if waiting else "")


@needs("view")
@require_safe
def cases(request: StaffRequest) -> HttpResponse:
    """The cases this person may see, newest first; filters stand in the address."""
    filters, shown = listing.wanted(request.GET), columns.shown_for(request.user)
    found = listing.narrowed(queries.visible_to(request.user), filters)
    page = paging.of(request, with_columns(found, shown))
    if "due_at" in shown:
        queries.lit_as_whole(page, timezone.now())
    context = {
        "page": page,
        "stages": Stage.choices,
        "types": CaseType.choices,
        "filters": filters,
        "unfolded": any(name in filters for name in listing.FOLDED),
        "narrowed_to": [(name, said, filters[name]) for name, said in listing.named(filters).items()],
        "saved": saving.saved_for(request.user),
        "columns": COLUMNS,
        **told(shown),
        "may_export": request.user.can_anywhere("export"),
    }
    return render(request, "desks/cases.html", context)


@needs("view", "register", "sign")
@require_safe
def case(request: StaffRequest, number: str) -> HttpResponse:
    """The whole story of a case and what may be done next."""
    found, staff, now = _visible(request, number), request.user, timezone.now()
    requests, events = list(queries.requests_of(found)), list(queries.story(found))
    tasks = clocks.wound(queries.tasks_of(found), events, now)
    queries.lit_as_whole([found], now)
    title, text = guarded.words_for(staff, found)
    unspoken = guarded.unspoken(staff, events)
    entries, kinds, turned = timeline.chosen(story.timeline(staff, found, events, unspoken), request.GET)
    context = {
        "case": found,
        "tasks": clocks.as_tree(tasks),
        "title": title,
        "text": text,
        "facts": story.facts(staff, found),
        "tied": story.tied_to(staff, found, unspoken),
        "waiting": story.waiting_in(requests),
        "may_brief": actors.may(staff, BRIEF_LEADER),
        "briefing": urgent.briefing(events, now) if found.flag else None,
        "to_convey": [task for task in guarded.lacking_extract(found, tasks) if actors.may(staff, CONVEY, task)],
        "album": album.of(guarded.enclosures_for(staff, found)),
        "entries": entries,
        "kinds": kinds,
        "turned": turned,
        "newest": "newest" in request.GET,
        "awaits_ruling": story.awaits_ruling(found),
        "buttons": (offered := buttons(found, tasks, requests, staff, now)),
        "in_menu": [button for button in offered if button.rank == Rank.MENU],
        "may_propose": publishing.may_propose(found, staff),
        "may_show": contact.may_show(staff, found),
        "needs_reason": not contact.own_ground(staff, found),
    }
    return render(request, "desks/case.html", context)


@needs("brief_leader")
@require_safe
def urgent_report(request: StaffRequest, number: str) -> HttpResponse:
    """The urgent report on a flagged case for the leader on duty (紧急情况专报): one sheet of A4, personal data masked."""
    found, staff, now = _visible(request, number), request.user, timezone.now()
    events = list(queries.story(found))
    measures = [event for event in events if event.verb in MEASURES]
    title, text = guarded.words_for(staff, found)
    context = {
        "case": found,
        "title": title,
        "text": text,
        "briefing": urgent.briefing(events, now),
        "tasks": queries.tasks_of(found),
        "entries": story.timeline(staff, found, measures, guarded.unspoken(staff, measures)),
        "by": staff,
        "now": now,
    }
    return render(request, "desks/urgent_report.html", context)


@needs("show_contact", "contact")
@require_POST
def show_contact(request: StaffRequest, number: str) -> HttpResponse:
    """The appellant's name and number, and what is masked in the words of the case, in clear, as a fragment. It leaves
    a row: who, which case, why."""
    found = _visible(request, number)
    if not contact.may_show(request.user, found):
        raise Http404
    own = contact.own_ground(request.user, found)
    reason = "own assignment" if own else request.POST.get("reason", "").strip()
    if not reason:
        return render(request, "desks/contact_reason.html", {"case": found, "missing": True}, status=422)
    audit.note(what="show_contact", by=request.user, subject=found.number, reason=reason, request=request)
    context = {"appellant": found.appellant, "unmasked": contact.masked_words(request.user, found)}
    return render(request, "desks/contact.html", context)


@needs("view", "register", "sign")
@require_safe
def download(request: StaffRequest, number: str, pk: int) -> HttpResponseBase:
    """A file of a case, always as a download; it leaves a row."""
    enclosure = get_object_or_404(guarded.enclosures_for(request.user, _visible(request, number)), pk=pk)
    try:
        response = open_as_download(enclosure.file)
    except FileGone:
        raise Http404 from None
    audit.note(what="download", by=request.user, subject=f"{number}/{pk}", request=request)
    return response


def _visible(request: StaffRequest, number: str) -> Case:
    """The case, if it is this person's to see."""
    visible = queries.one_visible(request.user, number)
    return get_object_or_404(visible.select_related("appellant", "accused", "earlier", "merged_into"))
