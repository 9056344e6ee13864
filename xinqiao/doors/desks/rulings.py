"""The rulings desk: everything asked that this person may rule on, whatever the stage."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from xinqiao.cases import queries, rulings
from xinqiao.cases.lifecycle import MOVES, RULED_BY
from xinqiao.cases.models import Request
from xinqiao.cases.wording import Names, lines_of, waiting
from xinqiao.dispatch.queries import RETURNS
from xinqiao.doors.desks.buttons import address_of
from xinqiao.people import paging
from xinqiao.people.access import StaffRequest, needs
from xinqiao.text.masking import mask_free_text


@needs(*sorted(RULED_BY.values()))
@require_safe
def desk(request: StaffRequest) -> HttpResponse:
    """What waits for a ruling, who asked first stands first; `?kind=` narrows to one kind."""
    found, kind = rulings.to_rule(request.user), request.GET.get("kind", "")
    kinds = dict(found.order_by("kind").values_list("kind").annotate(Count("pk")))
    if kind in MOVES:
        found = found.filter(kind=kind)
    page = paging.of(request, found)
    context = {
        "page": page,
        "rows": _rows(page.rows),
        "kind": kind,
        "can_merge": kind == "propose_merge" and request.user.can_anywhere("rule_merge"),
        "kinds": [(one, gettext(MOVES[one].label), count) for one, count in kinds.items()],
    }
    return render(request, "desks/rulings.html", context)


def _rows(asked: list[Request]) -> list[Request]:
    """The requests, each with what the list says of it: its name, facts and words, the light of its task, how often the
    case came back before, and where it is ruled on."""
    names, returns = Names(one.asked for one in asked), _returns(asked)
    queries.lit([one.assignment for one in asked if one.assignment], timezone.now())
    for one in asked:
        one.what = waiting(one.kind, MOVES[one.kind].label)  # type: ignore[attr-defined]
        one.facts = lines_of(one.asked, names)  # type: ignore[attr-defined]
        one.words = mask_free_text(one.asked.text.body) if hasattr(one.asked, "text") else ""  # type: ignore[attr-defined]
        one.returned = returns[one.case_id]  # type: ignore[attr-defined]
        one.address = address_of(MOVES[RULED_BY[one.kind]], one.assignment or one.case)  # type: ignore[attr-defined]
    return asked


def _returns(asked: Iterable[Request]) -> dict[int, int]:
    """Case -> how often a unit was already rid of it, or tried. One query."""
    found = Request.objects.filter(case__in=[one.case_id for one in asked], kind__in=RETURNS, closed_at__isnull=False)
    return defaultdict(int, found.order_by("case").values_list("case").annotate(Count("pk")))
