"""Pictures are taken apart and written anew: what comes out is dots alone, whatever else the file held.

Place and camera (EXIF), comments, colour tables, a second file behind the picture or a script in it stay behind. The
number of dots is read before any of them is unpacked.
"""

import io
import warnings
from pathlib import Path
from typing import Final

from PIL import Image, ImageFile, ImageOps

from xinqiao.files.sniff import GIF, JPEG, PNG, WEBP, Kind

DOTS_MOST: Final = 40_000_000  # a phone's picture has 12 to 48 million; unpacked this is 120 MB
# What a kind is written as. Of a moving picture the first frame is kept.
WRITTEN_AS: Final = {JPEG: JPEG, PNG: PNG, WEBP: WEBP, GIF: PNG}
FORMATS: Final = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", GIF: "GIF"}
QUALITY: Final = 88
# A picture whose parts do not fit together is refused, not guessed at.
WRONG: Final = (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, KeyError, OverflowError, MemoryError)


class NotAPicture(ValueError):
    """The file begins like a picture and cannot be read as one."""


class TooManyDots(ValueError):
    """The picture has more than `DOTS_MOST` dots; `size` says how many by how many."""

    def __init__(self, size: tuple[int, int]) -> None:
        super().__init__(f"{size[0]} x {size[1]}")
        self.size = size


def rewrite(path: Path, kind: Kind) -> Kind:
    """Write the picture at `path` anew in its place, upright; returns the kind it then is.

    Raises TooManyDots before anything is unpacked, NotAPicture for one that is damaged or only pretends.
    """
    into = WRITTEN_AS[kind]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            written = _anew(path, kind, into)
    except Image.DecompressionBombError:
        raise TooManyDots((0, 0)) from None
    except WRONG as error:
        if isinstance(error, TooManyDots):
            raise
        raise NotAPicture from None
    path.write_bytes(written)
    return into


def _anew(path: Path, kind: Kind, into: Kind) -> bytes:
    # Half a picture is none. A library that draws with pictures turns this on for the whole process when it is imported.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with Image.open(path, formats=(FORMATS[kind],)) as picture:
        if picture.width * picture.height > DOTS_MOST:
            raise TooManyDots(picture.size)
        ImageOps.exif_transpose(picture, in_place=True)
        dots = _plain(picture, into)
        dots.info.clear()  # what the old picture told besides its dots would be written along
        written = io.BytesIO()
        dots.save(written, FORMATS[into], quality=QUALITY)
        return written.getvalue()


def _plain(picture: Image.Image, into: Kind) -> Image.Image:
    """In a mode that the kind can hold: with transparency where there is any."""
    if into is PNG and picture.mode in ("1", "L"):
        mode = "L"
    else:
        mode = "RGBA" if into is not JPEG and picture.has_transparency_data else "RGB"
    return picture if picture.mode == mode else picture.convert(mode)
