"""Handing a kept picture to a browser to be seen: only what was written anew when it came in, nothing that could act."""

import io
from typing import Final

from django.http import HttpResponse
from PIL import Image

from xinqiao.files import pictures
from xinqiao.files.downloads import FileGone
from xinqiao.files.models import StoredFile
from xinqiao.files.sniff import sniff

KINDS: Final = {kind.media_type: kind for kind in pictures.WRITTEN_AS.values()}
SMALL: Final = (320, 320)  # dots: twice what a thumbnail takes on the page, for fine screens
QUALITY: Final = 80
HEADERS: Final = {
    "Content-Disposition": "inline",
    "X-Content-Type-Options": "nosniff",
    # A picture opened by itself is laid out by the browser with a style of its own; nothing else may happen there.
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",  # the next person at this computer finds nothing
}


def is_picture(file: StoredFile) -> bool:
    """True for a file that may be shown on a page; all others are downloads."""
    return file.media_type in KINDS


def show(file: StoredFile, *, small: bool = False) -> HttpResponse:
    """The response of a view that has checked who may see `file`; `small` as a thumbnail.

    What lies in the store must still be the kind that the row says. Raises FileGone, also for what is no picture.
    """
    kind = KINDS.get(file.media_type)
    try:
        if kind is None or file.erased_at is not None or sniff(file.path) != kind:
            raise FileGone
        content = _small(file) if small else file.path.read_bytes()
    except (*pictures.WRONG, Image.DecompressionBombError) as error:
        raise FileGone from error
    return HttpResponse(content, content_type="image/webp" if small else kind.media_type, headers=HEADERS)


def _small(file: StoredFile) -> bytes:
    with Image.open(file.path, formats=tuple(pictures.FORMATS.values())) as picture:
        picture.draft("RGB", SMALL)  # a photo of twelve million dots is unpacked at an eighth of its size
        picture.thumbnail(SMALL)
        written = io.BytesIO()
        picture.save(written, "WEBP", quality=QUALITY)
        return written.getvalue()
