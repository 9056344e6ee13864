"""A picture of a case, to be seen on its page."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from xinqiao.cases import guarded, queries
from xinqiao.files.downloads import FileGone
from xinqiao.files.showing import show
from xinqiao.people import audit
from xinqiao.people.access import StaffRequest, needs


@needs("view", "register", "sign")
@require_safe
def picture(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """A picture of a case, to be seen, for whoever may download it; with `?small` its thumbnail.

    A page asks for all of its pictures: they leave one row for the case, and another only after a while.
    """
    case = get_object_or_404(queries.one_visible(request.user, number))
    enclosure = get_object_or_404(guarded.enclosures_for(request.user, case), pk=pk)
    try:
        response = show(enclosure.file, small="small" in request.GET)
    except FileGone:
        raise Http404 from None
    audit.note_once(what="view_pictures", by=request.user, subject=number, now=timezone.now(), request=request)
    return response
