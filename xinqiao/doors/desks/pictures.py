"""The attachments of a case as its page shows them: pictures to look at, the rest by kind and size; each may be saved."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xinqiao.cases import guarded, queries
from xinqiao.cases.models import Enclosure
from xinqiao.files import sniff
from xinqiao.files.downloads import FileGone
from xinqiao.files.showing import is_picture, show
from xinqiao.people import audit
from xinqiao.people.access import StaffRequest, needs

KINDS: Final[dict[str, str | Promise]] = {
    sniff.PDF.media_type: "PDF",
    sniff.DOCX.media_type: "Word",
    sniff.XLSX.media_type: "Excel",
    sniff.MP3.media_type: _("录音"),
    sniff.WAV.media_type: _("录音"),
    sniff.M4A.media_type: _("录音"),
    sniff.MP4.media_type: _("录像"),
    sniff.TEXT.media_type: _("文本"),
}


@dataclass(frozen=True, slots=True)
class Album:
    """The pictures, and what else there is with the word for its kind."""

    pictures: list[Enclosure]
    others: list[tuple[Enclosure, str | Promise]]


def album(enclosures: Iterable[Enclosure]) -> Album | None:
    """The attachments sorted for the page; None where there are none. One query."""
    found = list(enclosures)
    others = [(one, KINDS.get(one.file.media_type, "")) for one in found if not is_picture(one.file)]
    return Album([one for one in found if is_picture(one.file)], others) if found else None


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
