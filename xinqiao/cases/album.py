"""The attachments of a case as its pages show them: pictures to look at, the rest by kind and size; each may be saved."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.models import Enclosure
from xinqiao.files import sniff
from xinqiao.files.showing import is_picture

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


def of(enclosures: Iterable[Enclosure]) -> Album | None:
    """The attachments sorted for the page; None where there are none. One query."""
    found = list(enclosures)
    others = [(one, KINDS.get(one.file.media_type, "")) for one in found if not is_picture(one.file)]
    return Album([one for one in found if is_picture(one.file)], others) if found else None
