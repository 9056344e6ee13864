"""Whom an administrator may see, and over whom and what he may decide: never further than his own grant reaches."""

from collections.abc import Iterable
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xinqiao.people.models import Grant, Post, Role, Staff, Unit
from xinqiao.people.scope import gather

VERB: Final = "manage_staff"


class NotAllowed(Exception):
    """What an administrator asked for reaches further than he does; the message says what and why."""


def managed(by: Staff) -> "QuerySet[Staff]":
    """The people with a post at a unit in reach; who has none at all belongs to those who reach everything."""
    reach = by.reach(VERB)
    if reach.everything:
        return Staff.objects.all()
    return Staff.objects.filter(pk__in=Post.objects.filter(reach.where("unit")).values("staff"))


def units_of(by: Staff) -> "QuerySet[Unit]":
    """The units at which this administrator gives and ends posts."""
    return Unit.objects.filter(by.reach(VERB).where(), is_active=True).select_related("parent")


def may_give(by: Staff, unit: Unit, role: Role) -> bool:
    """True when the role, held at the unit, reaches no further than the administrator's own grant."""
    grants = role.grants.values_list("verb", "scope")
    return _holds(by, [(verb, scope, unit.path) for verb, scope in grants], [unit.path])


def governs(by: Staff, staff: Staff) -> bool:
    """True when all that the person holds could have been given by this administrator, who is not that person.

    Who could not give a post may not take its holder's password either: the new one would be in his hands.
    """
    if by.pk == staff.pk:
        return False
    grants = Grant.objects.filter(role__posts__staff=staff)
    paths = list(staff.posts.values_list("unit__path", flat=True))
    return bool(paths or by.reach(VERB).everything) and _holds(
        by, grants.values_list("verb", "scope", "role__posts__unit__path"), paths
    )


def _holds(by: Staff, grants: Iterable[tuple[str, str, str]], paths: Iterable[str]) -> bool:
    own = by.reach(VERB)
    return all(map(own.covers, paths)) and all(map(own.holds, gather(grants).values()))


def require_post(by: Staff | None, staff: Staff | None, unit: Unit, role: Role) -> None:
    """Raise NotAllowed unless `by` (None: the command line) may give or end this post of that person."""
    if by is None:
        return
    if staff is not None and by.pk == staff.pk:
        raise NotAllowed(_("不能变更自己的岗位，请由其他管理员办理"))
    if not may_give(by, unit, role):
        what = {"role": role.name, "unit": unit.name}
        raise NotAllowed(_("%(unit)s的%(role)s岗位超出您的管理范围") % what)


def require(by: Staff | None, staff: Staff) -> None:
    """Raise NotAllowed unless `by` (None: the command line) may decide over this person's access."""
    if by is not None and by.pk == staff.pk:
        raise NotAllowed(_("不能对自己进行这项操作，请由其他管理员办理"))
    if by is not None and not governs(by, staff):
        raise NotAllowed(_("%(name)s的岗位超出您的管理范围，请由上级管理员办理") % {"name": staff.name})
