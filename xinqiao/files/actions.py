"""Take a file in, and erase it.

Content lies below `settings.MEDIA_ROOT` under its SHA-256, each content once, and is written aside, synced
and renamed, so a file under its final name is always whole. Rows and content meet under a lock per hash: a
file that comes in while the same content is being erased is not lost.
"""

import hashlib
import os
import tempfile
from datetime import date, datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.db import connection, transaction
from django.utils.translation import gettext as _

from xinqiao.files.models import StoredFile, path_of
from xinqiao.files.names import clean_name
from xinqiao.files.sniff import ACCEPTED, Kind, sniff
from xinqiao.people.models import Staff

MEGABYTE = 1024 * 1024
LARGEST_DEFAULT = 20 * MEGABYTE


class FileRefused(ValueError):
    """The upload cannot be taken in; the message says why and what would be."""


def keep(upload: "File[bytes]", *, by: Staff | None, now: datetime, kept_until: date | None = None) -> StoredFile:
    """The row of `upload`, its content safe on disk. `by` is None for a citizen's own upload.

    The type is told from the content; the size may be `settings.FILE_BYTES_MAX` (20 MB). Raises FileRefused.
    """
    draft = _draft()
    try:
        sha256, size = _write(upload, draft)
        kind = _accepted(draft)
        with transaction.atomic():
            _lock(sha256)
            _place(draft, path_of(sha256))
            return StoredFile.objects.create(
                sha256=sha256,
                name=clean_name(upload.name or "", kind),
                size=size,
                media_type=kind.media_type,
                kept_at=now,
                kept_by=by,
                kept_until=kept_until,
            )
    finally:
        draft.unlink(missing_ok=True)


def _draft() -> Path:
    folder = Path(settings.MEDIA_ROOT) / "drafts"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    os.close(handle)
    return Path(name)


def _write(upload: "File[bytes]", draft: Path) -> tuple[str, int]:
    largest = getattr(settings, "FILE_BYTES_MAX", LARGEST_DEFAULT)
    digest, size = hashlib.sha256(), 0
    with draft.open("wb") as file:
        for chunk in upload.chunks():
            size += len(chunk)
            if size > largest:
                raise FileRefused(_too_large(largest))
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if size == 0:
        raise FileRefused(_("文件是空的，请重新选择文件。"))
    return digest.hexdigest(), size


def _too_large(largest: int) -> str:
    return _("文件超过 %(most)d MB，请压缩或分成几个文件后再上传。") % {"most": largest // MEGABYTE}


def _accepted(draft: Path) -> Kind:
    kind = sniff(draft)
    if kind is None:
        endings = "、".join(accepted.suffixes[0].removeprefix(".") for accepted in ACCEPTED)
        raise FileRefused(_("不能接收这种文件（按内容识别）。可以上传：%(endings)s。") % {"endings": endings})
    return kind


def _place(draft: Path, path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        return
    os.replace(draft, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def erase(file: StoredFile, *, now: datetime) -> None:
    """Mark `file` erased, remove its content unless another row keeps it. Twice is once."""
    with transaction.atomic():
        StoredFile.objects.filter(pk=file.pk, erased_at=None).update(erased_at=now, name="")
        # Only once the row is surely erased: content gone under a row that stays would be a loss.
        transaction.on_commit(partial(_remove_unkept, file.sha256))
    file.refresh_from_db()


def _remove_unkept(sha256: str) -> None:
    with transaction.atomic():
        _lock(sha256)
        if not StoredFile.objects.filter(sha256=sha256, erased_at=None).exists():
            path_of(sha256).unlink(missing_ok=True)


def _lock(sha256: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"file {sha256}"])
