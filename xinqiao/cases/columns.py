"""The columns that a list of cases can have: what they are called, and what has to be read for them."""

from collections.abc import Collection
from typing import Final, NamedTuple

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.lifecycle import LEADING
from xinqiao.cases.models import Assignment, Case


class Column(NamedTuple):
    """A column by its code: its head, whether it stands without being asked for, whether it takes what room is left."""

    label: Promise
    is_usual: bool = True
    is_wide: bool = False


# In the order of the table; the number leads to the case and always stands.
COLUMNS: Final[dict[str, Column]] = {
    "stage": Column(_("阶段")),
    "title": Column(_("标题"), is_wide=True),
    "type": Column(_("类型")),
    "urgency": Column(_("紧急程度"), is_usual=False),
    "category": Column(_("分类")),
    "area": Column(_("区域"), is_usual=False),
    "place": Column(_("地点"), is_usual=False),
    "source": Column(_("来源")),
    "lead": Column(_("主办单位"), is_usual=False),
    "registered_at": Column(_("登记时间")),
    "due_at": Column(_("总时限"), is_usual=False),
    "completed_at": Column(_("办结时间"), is_usual=False),
}
USUAL: Final = [code for code, column in COLUMNS.items() if column.is_usual]


def known(codes: Collection[str]) -> list[str]:
    """Those of the codes that are a column's, in the order of the table."""
    return [code for code in COLUMNS if code in codes]


def told(shown: Collection[str]) -> dict[str, object]:
    """What `cases/table.html` has to know to show these columns."""
    return {"shown": shown, "heads": [COLUMNS[code] for code in shown]}


def with_columns(found: QuerySet[Case], shown: Collection[str]) -> QuerySet[Case]:
    """The cases with what their columns tell: one query more where the lead units are among them."""
    found = found.select_related("category", "area", "source")
    if "lead" not in shown:
        return found
    leads = Assignment.objects.filter(parent=None, tie__in=[str(tie) for tie in LEADING]).select_related("unit")
    return found.prefetch_related(Prefetch("assignments", leads.order_by("suffix"), to_attr="leads"))
