"""What became of the rows of a batch, as a workbook that a person works through."""

import io

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext

from xinqiao.doors.desks import sheets
from xinqiao.doors.desks.models import Batch, BatchRow


def workbook(batch: Batch, label: Promise) -> io.BytesIO:
    """A line for each row in the order of the list: number, whether it is made, what was told. `label` names the move."""
    held = io.BytesIO()
    head = [gettext("编号"), gettext("结果"), gettext("说明")]
    mark = f"{batch.by.name}（{batch.by.username}） · {label} {batch.number}"
    begun = f"{timezone.localtime(batch.begun_at):%Y-%m-%d %H:%M}"
    facts = [(gettext("操作"), str(label)), (gettext("编号"), batch.number), (gettext("开始时间"), begun)]
    with sheets.workbook(held, head, mark, facts) as sheet:
        sheet.write((row.number, _result(batch, row), row.told) for row in batch.rows.all())
    held.seek(0)
    return held


def _result(batch: Batch, row: BatchRow) -> str:
    if row.is_made is None:
        return gettext("已取消，没有试") if batch.ended_at else gettext("待办")
    return gettext("已办") if row.is_made else gettext("未办")
