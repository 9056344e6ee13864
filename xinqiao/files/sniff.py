"""What a file is, told from its content alone: names and declared types are the sender's word."""

import codecs
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

HEAD_BYTES = 4096
BLOCK = 1 << 16
LAST_RECORD_WITHIN = (1 << 16) + 22
LIST_BYTES_MOST = 1 << 20  # some ten thousand names
UNPACKED_MOST = 500 << 20  # whoever opens it has to hold that
# What documents and tables are made of; a chart brings its table with it. All else is not theirs: programs, archives,
# pages, drawings with scripts, objects of other programs; macros are a .bin.
PARTS = (
    ".xml", ".rels", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".vml", ".odttf", ".fntdata",
    ".xlsx", "/",
)  # fmt: skip
PRINTER = re.compile(r"xl/printerSettings/printerSettings\d+\.bin")
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|form|img|a\s|meta|style|link|\?php|\?xml|%)|@echo\s+off",
    re.IGNORECASE,
)
MARKUP_BYTES = 32


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken in: its media type and the endings of its names, the usual one first."""

    media_type: str
    suffixes: tuple[str, ...]


JPEG = Kind("image/jpeg", (".jpg", ".jpeg"))
PNG = Kind("image/png", (".png",))
GIF = Kind("image/gif", (".gif",))
WEBP = Kind("image/webp", (".webp",))
PDF = Kind("application/pdf", (".pdf",))
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
MP3 = Kind("audio/mpeg", (".mp3",))
WAV = Kind("audio/wav", (".wav",))
M4A = Kind("audio/mp4", (".m4a",))
MP4 = Kind("video/mp4", (".mp4", ".m4v"))
TEXT = Kind("text/plain", (".txt",))
ACCEPTED = (JPEG, PNG, GIF, WEBP, PDF, DOCX, XLSX, MP3, WAV, M4A, MP4, TEXT)

SIGNATURES = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"%PDF-", PDF),
)
CONTAINERS = {b"WEBP": WEBP, b"WAVE": WAV}
AUDIO_BRANDS = set(b"M4A M4B".split())
VIDEO_BRANDS = set(b"isom iso2 iso4 iso5 iso6 mp41 mp42 avc1 M4V MSNV dash 3gp4 3gp5".split())


def sniff(path: Path) -> Kind | None:
    """The kind of the file at `path`; None for one not in ACCEPTED, empty, with macros, or made to be run."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head.startswith(b"PK\x03\x04"):
        return _office(path)
    return _by_signature(head) or (TEXT if head and _is_text(path) else None)


def _by_signature(head: bytes) -> Kind | None:
    if head[:4] == b"RIFF":
        return CONTAINERS.get(head[8:12])
    if head[4:8] == b"ftyp":
        brand = head[8:12].strip()
        return M4A if brand in AUDIO_BRANDS else MP4 if brand in VIDEO_BRANDS else None
    # The tag before an MPEG frame: its version, and its length in bytes of seven bits.
    if head[:3] == b"ID3":
        return MP3 if head[3:4] in (b"\2", b"\3", b"\4") and len(head) >= 10 and max(head[6:10]) < 0x80 else None
    # An MPEG frame without a tag before it: eleven bits set, layer III.
    if head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE6 == 0xE2:
        return MP3
    return next((kind for signature, kind in SIGNATURES if head.startswith(signature)), None)


def _office(path: Path) -> Kind | None:
    """Looks at the list of names in the archive only, once its length is bearable; nothing is unpacked."""
    if _list_bytes(path) > LIST_BYTES_MOST:
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        return None
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names or not all(map(_is_part, names)):
        return None
    if sum(entry.file_size for entry in entries) > UNPACKED_MOST or any(entry.flag_bits & 1 for entry in entries):
        return None
    return DOCX if "word/document.xml" in names else XLSX if "xl/workbook.xml" in names else None


def _is_part(name: str) -> bool:
    return name.lower().endswith(PARTS) or PRINTER.fullmatch(name) is not None


def _list_bytes(path: Path) -> int:
    """The length of an archive's list of names, as its last record tells it; it is read into memory whole."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - LAST_RECORD_WITHIN))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    return int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0


def _is_text(path: Path) -> bool:
    return not _is_active(path) and any(_decodes(path, encoding) for encoding in ("utf-8", "gb18030"))


def _is_active(path: Path) -> bool:
    """True for what a browser or a shell would run: a page, a drawing with scripts, a program in text."""
    before = b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            if CONTROL.search(block) or MARKUP.search(before + block) or (not before and block.startswith(b"#!")):
                return True
            before = block[-MARKUP_BYTES:]
    return False


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
