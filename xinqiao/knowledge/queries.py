"""Which announcements hold now, and for whom."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from xinqiao.catalogue.models import Area, Category
from xinqiao.knowledge.models import Announcement


def current(now: datetime) -> QuerySet[Announcement]:
    """What holds now, the latest first."""
    return Announcement.objects.filter(ends_at__gt=now).select_related("category", "area")


def public(now: datetime) -> QuerySet[Announcement]:
    """What citizens read now."""
    return current(now).exclude(public_text="")


def over(now: datetime) -> QuerySet[Announcement]:
    """What held before, the latest first."""
    return Announcement.objects.filter(ends_at__lte=now).select_related("announced_by", "ended_by")


def about(found: Iterable[Announcement], category: Category | None, area: Area | None) -> list[Announcement]:
    """Those of them that may be about a matter: of its category or one above, of its area or one that holds it. What is
    not known yet of the matter excludes nothing."""
    return [one for one in found if _holds(one.category, category) and _holds(one.area, area)]


def _holds(branch: Category | Area | None, node: Category | Area | None) -> bool:
    return branch is None or node is None or node.path.startswith(branch.path)
