"""The smallest beginnings by which each accepted kind is recognised."""

import io
import zipfile


def office(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "<x/>")
    return buffer.getvalue()


SAMPLES = {
    ".jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    ".png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    ".gif": b"GIF89a\x01\x00\x01\x00",
    ".webp": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
    ".pdf": b"%PDF-1.7\n",
    ".docx": office("word/document.xml"),
    ".xlsx": office("xl/workbook.xml"),
    ".mp3": b"\xff\xfb\x90\x64\x00\x00",
    ".wav": b"RIFF\x24\x00\x00\x00WAVEfmt ",
    ".m4a": b"\x00\x00\x00\x20ftypM4A \x00",
    ".mp4": b"\x00\x00\x00\x20ftypisom\x00",
    ".txt": "楼道灯坏了。\r\n".encode("gb18030"),
}
