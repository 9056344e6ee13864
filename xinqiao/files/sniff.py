"""What a file is, told from its content alone: names and declared types are the sender's word."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

HEAD_BYTES = 4096


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
    (b"ID3", MP3),
)
CONTAINERS = {b"WEBP": WEBP, b"WAVE": WAV}
AUDIO_BRANDS = set(b"M4A M4B".split())
VIDEO_BRANDS = set(b"isom iso2 iso4 iso5 iso6 mp41 mp42 avc1 M4V MSNV dash 3gp4 3gp5".split())


def sniff(path: Path) -> Kind | None:
    """The kind of the file at `path`; None for one not in ACCEPTED, empty, or with macros."""
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
    # An MPEG frame without a tag before it: eleven bits set, layer III.
    if head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE6 == 0xE2:
        return MP3
    return next((kind for signature, kind in SIGNATURES if head.startswith(signature)), None)


def _office(path: Path) -> Kind | None:
    """Looks at the names in the archive only; nothing is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return None
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    return DOCX if "word/document.xml" in names else XLSX if "xl/workbook.xml" in names else None


def _is_text(path: Path) -> bool:
    content = path.read_bytes()
    if any(byte < 32 and byte not in b"\t\n\f\r" for byte in content):
        return False
    return any(_decodes(content, encoding) for encoding in ("utf-8", "gb18030"))


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
