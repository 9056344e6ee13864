"""Take a file in, and erase it.

Content lies below `settings.MEDIA_ROOT` under its SHA-256, each content once, and is written aside, synced
and renamed, so a file under its final name is always whole. Rows and content meet under a lock per hash: a
file that comes in while the same content is being erased is not lost.
"""

import hashlib
import logging
import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from xinqiao.files import pictures, threats
from xinqiao.files.models import StoredFile, path_of
from xinqiao.files.names import clean_name
from xinqiao.files.sniff import ACCEPTED, DOCX, XLSX, Kind, sniff
from xinqiao.people import policy
from xinqiao.people.locks import queue_for
from xinqiao.people.models import Staff

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
UNFINISHED, SWEPT = timedelta(days=1), timedelta(days=8)


class FileRefused(ValueError):
    """The upload cannot be taken in; the message says why and what would be."""


def keep_all(
    uploads: Sequence["File[bytes]"], *, by: Staff | None, now: datetime, besides: int = 0,
    kept_until: date | None = None,
) -> list[StoredFile]:  # fmt: skip
    """The rows of what came with one case that has `besides` files already. Raises FileRefused: none is kept then."""
    if not uploads:
        return []  # most moves come without: no statement for them
    limits = policy.load().files
    if besides + len(uploads) > limits.most:
        raise FileRefused(_("最多 %(most)d 个文件，请挑选后再上传。") % {"most": limits.most})
    with transaction.atomic():
        kept = [keep(upload, by=by, now=now, kept_until=kept_until) for upload in uploads]
        if sum(file.size for file in kept) > limits.case_megabytes * MEGABYTE:
            raise FileRefused(_("文件合计超过 %(most)d MB，请减少文件。") % {"most": limits.case_megabytes})
    return kept


def keep(upload: "File[bytes]", *, by: Staff | None, now: datetime, kept_until: date | None = None) -> StoredFile:
    """The row of `upload`, its content safe on disk. `by` is None for a citizen's own upload.

    The type is told from the content; a picture is written anew, without what it tells of place and camera; the size is
    the city's (`files.megabytes`). Raises FileRefused.
    """
    draft = _draft()
    try:
        _write(upload, draft)
        kind = _accepted(draft)
        sha256, size = _digest(draft)
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


def claim(keys: Sequence[int]) -> list[StoredFile]:
    """Strangers' files that were kept only until they are sent, from now on kept like any other, in the caller's
    transaction; those whose time was over are left out."""
    waiting = StoredFile.objects.select_for_update().filter(kept_by=None, erased_at=None, kept_until__isnull=False)
    found = list(waiting.filter(pk__in=keys))
    StoredFile.objects.filter(pk__in=[file.pk for file in found]).update(kept_until=None)
    return found


def _draft() -> Path:
    folder = Path(settings.MEDIA_ROOT) / "drafts"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    os.close(handle)
    return Path(name)


def _write(upload: "File[bytes]", draft: Path) -> None:
    """Block by block: no upload is in memory whole."""
    largest, size = policy.load().files.megabytes * MEGABYTE, 0
    with draft.open("wb") as file:
        for chunk in upload.chunks():
            size += len(chunk)
            if size > largest:
                raise FileRefused(_too_large(largest))
            file.write(chunk)
    if size == 0:
        raise FileRefused(_("文件是空的，请重新选择文件。"))


def _too_large(largest: int) -> str:
    return _("文件超过 %(most)d MB，请压缩或分成几个文件后再上传。") % {"most": largest // MEGABYTE}


def _accepted(draft: Path) -> Kind:
    """The kind of the file that is kept; a picture has been written anew."""
    _require_clean(draft)
    kind = sniff(draft)
    if kind is None:
        endings = "、".join(accepted.suffixes[0].removeprefix(".") for accepted in ACCEPTED)
        raise FileRefused(_("不能接收这种文件（按内容识别）。可以上传：%(endings)s。") % {"endings": endings})
    if kind in pictures.WRITTEN_AS:
        return _rewritten(draft, kind)
    if kind not in (DOCX, XLSX) and threats.hides_archive(draft):
        raise FileRefused(_("文件中藏有压缩包，不能接收。请分别上传。"))
    return kind


def _require_clean(draft: Path) -> None:
    try:
        is_infected = threats.is_infected(draft)
    except threats.ScannerAway as error:
        log.error("files: the virus scanner does not answer (%s)", type(error.__cause__ or error).__name__)
        raise FileRefused(_("病毒扫描暂不可用，请稍后再上传。")) from error
    if is_infected:
        raise FileRefused(_("文件含有病毒，不能接收。"))


def _rewritten(draft: Path, kind: Kind) -> Kind:
    try:
        return pictures.rewrite(draft, kind)
    except pictures.TooManyDots as error:
        most = {"most": pictures.DOTS_MOST // 10_000}
        raise FileRefused(_("图片超过 %(most)d 万像素，请缩小后再上传。") % most) from error
    except pictures.NotAPicture as error:
        raise FileRefused(_("图片已损坏或不是图片，请重新拍摄或另存后再上传。")) from error


def _digest(draft: Path) -> tuple[str, int]:
    """Hash and size of what is kept, which then is surely on disk."""
    with draft.open("rb+") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return sha256, draft.stat().st_size


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


def sweep(*, now: datetime) -> int:
    """Remove what lies in the store and has no row: the rest of forms that were refused or cut off. Looks at what came
    between eight days ago and yesterday. Returns how many contents."""
    root, removed = Path(settings.MEDIA_ROOT), 0
    for path in [*root.glob("drafts/*"), *root.glob("??/??/*")]:
        if not now - SWEPT <= datetime.fromtimestamp(path.stat().st_mtime, UTC) <= now - UNFINISHED:
            continue
        with transaction.atomic():
            _lock(path.name)
            if not StoredFile.objects.filter(sha256=path.name, erased_at=None).exists():
                path.unlink(missing_ok=True)
                removed += 1
    return removed


def _lock(sha256: str) -> None:
    queue_for(f"file {sha256}")
