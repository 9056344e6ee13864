"""Files that somebody might send to harm: made here, none of them is kept in the repository."""

import io
import struct
import zipfile
import zlib
from functools import cache

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from tests.files.samples import SAMPLES, office, picture

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
SCRIPT = b"<script>alert(document.cookie)</script>"
PLACE = b"GPS-39.77N-98.29E"


def png(width: int, height: int, rows: int | None = None) -> bytes:
    """Zeros, which a thousand times smaller file says."""

    def part(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    packer, dots = zlib.compressobj(9), b""
    for _ in range(height if rows is None else rows):
        dots += packer.compress(bytes(1 + width * 3))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", dots + packer.flush()) + part(b"IEND", b"")


def packed(names: dict[str, bytes], comment: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
        archive.comment = comment
    return buffer.getvalue()


@cache
def bomb() -> bytes:
    """A document of a megabyte that opens to six hundred."""
    zeros = bytes(100 << 20)
    return packed({"[Content_Types].xml": b"<x/>", **{f"word/{name}": zeros for name in ("document.xml", *"abcde")}})


def many_names() -> bytes:
    return packed({"[Content_Types].xml": b"", "word/document.xml": b"", **{f"n{n:060}": b"" for n in range(15_000)}})


def photo(form: str = "JPEG") -> bytes:
    """With the place where it was taken, the camera, a comment and another program's notes."""
    exif = Image.Exif()
    exif[0x010F], exif[0x9286] = "Canon", PLACE.decode()
    degrees = (IFDRational(39), IFDRational(46), IFDRational(12))
    exif.get_ifd(0x8825).update({0: b"\x02\x03\0\0", 1: "N", 2: degrees, 3: "E", 4: degrees})
    options = {"exif": exif, "xmp": b"<x:xmpmeta>" + PLACE + b"</x:xmpmeta>"}
    return picture(form, (64, 48), **options, **({"comment": PLACE} if form == "JPEG" else {}))


REFUSED = {
    "a picture of 400 million dots": lambda: png(20_000, 20_000, rows=10),
    "a picture of 42 million dots": lambda: png(7_000, 6_000, rows=10),
    "a picture that claims four thousand million rows": lambda: png(2**31 - 1, 2**31 - 1, rows=0),
    "a picture cut in the middle": lambda: picture("JPEG", (800, 600), quality=95)[:900],
    "the mere beginning of a picture": lambda: b"\xff\xd8\xff\xe0" + SCRIPT,
    "a document that opens to 600 MB": bomb,
    "a document of 15,000 names": many_names,
    "a document with macros": lambda: office("word/document.xml", "word/vbaProject.bin"),
    "a document with a program": lambda: office("word/document.xml", "word/embeddings/a.exe"),
    "an archive": lambda: packed({"a.txt": b"a"}),
    "an archive behind a PDF": lambda: SAMPLES[".pdf"] + packed({"a.exe": b"MZ"}),
    "an archive behind a recording": lambda: SAMPLES[".mp3"] + packed({"a.exe": b"MZ"}),
    "an archive with a long comment behind a PDF": lambda: SAMPLES[".pdf"] + packed({"a.exe": b"MZ"}, b"a" * 65_535),
    "an archive in the middle of a PDF": lambda: SAMPLES[".pdf"] + packed({"a.exe": b"MZ"}) + bytes(70_000),
    "a RAR behind a PDF": lambda: SAMPLES[".pdf"] + b"Rar!\x1a\x07\x01\x00" + bytes(100),
    "a 7z behind a recording": lambda: SAMPLES[".mp3"] + b"7z\xbc\xaf\x27\x1c" + bytes(100),
    "a drawing": lambda: b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>",
    "a drawing after its declaration": lambda: b'\xef\xbb\xbf<?xml version="1.0"?><svg onload="x()"/>',
    "a page": lambda: b"<!DOCTYPE html><html>" + SCRIPT,
    "a page that begins like a letter": lambda: "您好，\n".encode() * 9000 + SCRIPT,
    "a script of the shell": lambda: b"#!/bin/sh\nrm -rf /\n",
    "a batch": lambda: b"@echo off\r\ndel *.*\r\n",
    "a page of PHP": lambda: b"<?php system($_GET[0]); ?>",
    "a program of Windows": lambda: b"MZ\x90\x00" + bytes(60),
    "a program of Linux": lambda: b"\x7fELF\x02\x01\x01" + bytes(60),
    "the test virus": lambda: EICAR,
    "the test virus within a PDF": lambda: SAMPLES[".pdf"] + bytes(2 << 20) + EICAR,
    "the test virus behind a picture": lambda: SAMPLES[".jpg"] + EICAR,
}  # fmt: skip
# Two files in one, of which the picture alone is kept.
REWRITTEN = {
    "a page behind a photo": lambda: SAMPLES[".jpg"] + b"<html>" + SCRIPT,
    "a page within a photo": lambda: picture("JPEG", comment=b"<html>" + SCRIPT),
    "an archive behind a photo": lambda: SAMPLES[".jpg"] + packed({"a.txt": SCRIPT}),
    "a page behind a PNG": lambda: SAMPLES[".png"] + SCRIPT,
    "a script that begins like a GIF": lambda: SAMPLES[".gif"] + b"/*" + SCRIPT + b"*/",
    "a photo with its place": photo,
    "a PNG with its place": lambda: photo("PNG"),
    "a WEBP with its place": lambda: photo("WEBP"),
}
