"""Which columns of the list of cases a person sees; kept for him, at whatever seat he sits."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from xinqiao.cases.columns import USUAL, known
from xinqiao.doors.desks import listing
from xinqiao.doors.desks.models import ShownColumns
from xinqiao.people.access import StaffRequest, needs
from xinqiao.people.models import Staff


def shown_for(staff: Staff) -> list[str]:
    """The codes of the columns that this person sees, in the order of the table. One query."""
    kept = ShownColumns.objects.filter(staff=staff).values_list("codes", flat=True).first()
    return known(kept) or USUAL if kept else USUAL


@needs("view")
@require_POST
def choose_columns(request: StaffRequest) -> HttpResponse:
    """Keep the ticked columns, or go back to the usual ones; then the list as it was narrowed."""
    codes = known(request.POST.getlist("columns"))
    if "usual" in request.POST:
        ShownColumns.objects.filter(staff=request.user).delete()
    elif codes:
        ShownColumns.objects.update_or_create(staff=request.user, defaults={"codes": codes})
    else:
        messages.error(request, gettext("请至少选择一列"))
    return redirect(listing.address(listing.wanted(request.POST)))
