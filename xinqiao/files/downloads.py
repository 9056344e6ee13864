"""Handing a kept file to a browser: always to save, never to show."""

from typing import BinaryIO

from django.http import FileResponse
from django.utils.translation import gettext as _

from xinqiao.files.models import StoredFile


class FileGone(LookupError):
    """The file was erased, or its content is missing from the store."""


def open_as_download(file: StoredFile) -> FileResponse:
    """The response of a view that has checked who may see `file`.

    The browser gets bytes without a type and is told not to guess one, so that nothing a citizen sent ever
    runs under our address. Raises FileGone.
    """
    if file.erased_at is not None:
        raise FileGone(_("文件已按规定删除。"))
    try:
        content = file.path.open("rb")
    except FileNotFoundError as error:
        raise FileGone(_("文件内容不在存储中，请联系系统管理员从备份恢复。")) from error
    return as_download(content, file.shown_name)


def as_download(content: BinaryIO, name: str) -> FileResponse:
    """A response that a browser saves under that name and never shows."""
    return FileResponse(
        content,
        as_attachment=True,
        filename=name,
        content_type="application/octet-stream",
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store",
        },
    )
