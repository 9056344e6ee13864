"""The smallest beginnings by which each accepted kind is recognised; pictures are whole ones of a few dots."""

import io
import zipfile

from PIL import Image


def office(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "<x/>")
    return buffer.getvalue()


def picture(form: str, size: tuple[int, int] = (8, 6), **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "teal").save(buffer, form, **options)
    return buffer.getvalue()


SAMPLES = {
    ".jpg": picture("JPEG"),
    ".png": picture("PNG"),
    ".gif": picture("GIF"),
    ".webp": picture("WEBP"),
    ".pdf": b"%PDF-1.7\n",
    ".docx": office("word/document.xml"),
    ".xlsx": office("xl/workbook.xml"),
    ".mp3": b"\xff\xfb\x90\x64\x00\x00",
    ".wav": b"RIFF\x24\x00\x00\x00WAVEfmt ",
    ".m4a": b"\x00\x00\x00\x20ftypM4A \x00",
    ".mp4": b"\x00\x00\x00\x20ftypisom\x00",
    ".txt": "楼道灯坏了。\r\n".encode("gb18030"),
}
