"""Pages that show several stages at once: home, the list of cases, a case's whole story."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from xinqiao.cases import actors, contact, guarded, queries
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Case, Stage
from xinqiao.doors.desks import clocks, listing, story
from xinqiao.doors.desks.buttons import Rank, buttons
from xinqiao.doors.desks.counters import COUNTERS
from xinqiao.files.downloads import FileGone, open_as_download
from xinqiao.people import audit, paging
from xinqiao.people.access import StaffRequest, needs, signed_in

CONVEY = MOVES["convey"]


@signed_in
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """What waits for this person, by desk."""
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
    filters = listing.wanted(request.GET)
    found = listing.narrowed(queries.visible_to(request.user), filters).select_related("category", "area", "source")
    page = paging.page(found, request.GET.get("page"))
    may_export = request.user.can_anywhere("export")
    context = {"page": page, "stages": Stage.choices, "filters": filters, "may_export": may_export, **filters}
    context["narrowed_to"] = [(name, said, filters[name]) for name, said in listing.named(filters).items()]
    return render(request, "desks/cases.html", context)


@needs("view", "register", "sign")
@require_safe
def case(request: StaffRequest, number: str) -> HttpResponse:
    """The whole story of a case and what may be done next."""
    found, staff, now = _visible(request, number), request.user, timezone.now()
    requests, events = list(queries.requests_of(found)), list(queries.story(found))
    tasks = clocks.wound(queries.tasks_of(found), events, now)
    title, text = guarded.words_for(staff, found)
    context = {
        "case": found,
        "tasks": clocks.as_tree(tasks),
        "title": title,
        "text": text,
        "facts": story.facts(staff, found),
        "tied": story.tied_to(staff, found),
        "citizen_light": clocks.of_case(found, now),
        "waiting": story.waiting_in(requests),
        "to_convey": [task for task in guarded.lacking_extract(found, tasks) if actors.may(staff, CONVEY, task)],
        "enclosures": guarded.enclosures_for(staff, found),
        "entries": story.timeline(staff, found, events),
        "awaits_ruling": story.awaits_ruling(found),
        "buttons": (offered := buttons(found, tasks, requests, staff, now)),
        "in_menu": [button for button in offered if button.rank == Rank.MENU],
        "may_show": contact.may_show(staff, found),
        "needs_reason": not contact.own_ground(staff, found),
    }
    return render(request, "desks/case.html", context)


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
