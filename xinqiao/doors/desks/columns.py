"""Which columns of the list of cases a person sees; kept for him, at whatever seat he sits."""

from collections.abc import Collection
from typing import Final, NamedTuple

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from xinqiao.cases.lifecycle import LEADING
from xinqiao.cases.models import Assignment, Case
from xinqiao.doors.desks import listing
from xinqiao.doors.desks.models import ShownColumns
from xinqiao.people.access import StaffRequest, needs
from xinqiao.people.models import Staff


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


def shown_for(staff: Staff) -> list[str]:
    """The codes of the columns that this person sees, in the order of the table. One query."""
    kept = ShownColumns.objects.filter(staff=staff).values_list("codes", flat=True).first()
    return _known(kept) or USUAL if kept else USUAL


def _known(codes: Collection[str]) -> list[str]:
    return [code for code in COLUMNS if code in codes]


def with_columns(found: QuerySet[Case], shown: Collection[str]) -> QuerySet[Case]:
    """The cases with what their columns tell: one query more where the lead units are among them."""
    found = found.select_related("category", "area", "source")
    if "lead" not in shown:
        return found
    leads = Assignment.objects.filter(parent=None, tie__in=[str(tie) for tie in LEADING]).select_related("unit")
    return found.prefetch_related(Prefetch("assignments", leads.order_by("suffix"), to_attr="leads"))


@needs("view")
@require_POST
def choose_columns(request: StaffRequest) -> HttpResponse:
    """Keep the ticked columns, or go back to the usual ones; then the list as it was narrowed."""
    codes = _known(request.POST.getlist("columns"))
    if "usual" in request.POST:
        ShownColumns.objects.filter(staff=request.user).delete()
    elif codes:
        ShownColumns.objects.update_or_create(staff=request.user, defaults={"codes": codes})
    else:
        messages.error(request, gettext("请至少选择一列"))
    return redirect(f"{reverse('desks:cases')}?{urlencode(listing.wanted(request.POST))}")
