"""Exports of cases: asked for by who may, written by the worker, fetched by the same person, gone after some days."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from xinqiao.cases import queries
from xinqiao.cases.models import Case
from xinqiao.doors.desks.listing import in_words, narrowed
from xinqiao.doors.desks.rows import HEAD, rows
from xinqiao.doors.desks.sheets import FORMS
from xinqiao.files.models import Export
from xinqiao.people import audit, policy
from xinqiao.people.access import StaffRequest
from xinqiao.people.models import Platform, Staff
from xinqiao.text.masking import mask_free_text


class NotExported(Exception):
    """Nothing was exported; the message says why and what to do."""


def begin(filters: Mapping[str, str], form: str, *, by: Staff, request: StaffRequest | None, now: datetime) -> Export:
    """Ask for an export of the cases that the filters leave. It leaves a row: which, how many.

    Raises NotExported for more than the city lets out at once, for none, and for filters that name a person.
    """
    most, total = policy.load().exports.thousand_rows * 1000, exportable(by, filters).count()
    if any(mask_free_text(value) != value for value in filters.values()):
        raise NotExported(gettext("不能按个人信息导出；请改用编号或阶段筛选"))
    if not total:
        raise NotExported(gettext("没有可导出的诉求"))
    if total > most:
        raise NotExported(
            gettext("共 %(total)d 条，每次最多导出 %(most)d 条；请缩小范围") % {"total": total, "most": most}
        )
    with transaction.atomic():
        export = Export.objects.create(by=by, form=form, wanted=dict(filters), total=total, begun_at=now)
        audit.note(what="export", by=by, subject=export.number, reason=_said(export), request=request)
    return export


def exportable(staff: Staff, filters: Mapping[str, str]) -> QuerySet[Case]:
    """The cases that this person may see and take out."""
    return narrowed(queries.visible_to(staff).filter(queries.within(staff, "export")), filters)


def write(export: Export) -> int:
    """Write the file, from the beginning if it was begun before; returns how many rows it has.

    It holds what its owner may see at this moment. Written aside and renamed: a file under its name is whole.
    """
    pks = list(exportable(export.by, export.wanted).values_list("pk", flat=True)[: export.total])
    root = Path(settings.EXPORT_ROOT)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft, done = root / f"{export.pk}.draft", 0
    head = (*map(str, HEAD), gettext("导出编号"))
    with FORMS[export.form](draft, head, watermark(export), _facts(export, len(pks))) as sheet:
        for some in rows(export.by, pks):
            sheet.write((*row, export.number) for row in some)
            done += len(some)
            Export.objects.filter(pk=export.pk).update(done=done)
    draft.chmod(0o600)
    draft.rename(export.path)
    Export.objects.filter(pk=export.pk).update(total=done, done=done, ended_at=timezone.now(), failed_at=None)
    return done


def watermark(export: Export) -> str:
    """Who took it out, when, of which platform, under which number."""
    who = f"{export.by.name}（{export.by.username}）"
    return f"{_platform()} · {who} · {_at(export)} · {gettext('导出编号')} {export.number}"


def _facts(export: Export, count: int) -> list[tuple[str, str]]:
    return [
        (gettext("平台"), _platform()),
        (gettext("导出人"), f"{export.by.name}（{export.by.username}）"),
        (gettext("导出时间"), _at(export)),
        (gettext("导出编号"), export.number),
        (gettext("筛选条件"), filters_of(export) or gettext("全部")),
        (gettext("条数"), str(count)),
        (gettext("说明"), gettext("个人信息已遮蔽；本文件的使用由导出人负责，不得外传")),
    ]


def filters_of(export: Export) -> str:
    """The filters in words."""
    return in_words(export.wanted)


def _said(export: Export) -> str:
    filters = (f"{name}={value}" for name, value in sorted(export.wanted.items()))
    return " ".join((f"{export.total} × {export.form}", *filters))


def _platform() -> str:
    return Platform.objects.values_list("name", flat=True).first() or ""


def _at(export: Export) -> str:
    return f"{timezone.localtime(export.begun_at):%Y-%m-%d %H:%M}"


def remove_old(*, now: datetime) -> int:
    """Remove the files that have waited long enough, and drafts that nobody goes on with. Returns how many files."""
    old, removed = now - timedelta(days=policy.load().exports.days), 0
    for export in Export.objects.filter(begun_at__lt=old, removed_at=None):
        export.path.unlink(missing_ok=True)
        export.path.with_name(f"{export.pk}.draft").unlink(missing_ok=True)
        removed += Export.objects.filter(pk=export.pk).update(removed_at=now)
    return removed
