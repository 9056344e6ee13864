"""Template tags that say of a case what this person may read of it."""

from typing import Any

from django import template

from xinqiao.cases import guarded
from xinqiao.cases.models import Case

register = template.Library()


@register.simple_tag(takes_context=True)
def title_of(context: dict[str, Any], case: Case) -> str:
    """The title of a case as the person of this page reads it: masked, neutral where units get an extract."""
    return guarded.title_for(context["user"], case)


@register.simple_tag(takes_context=True)
def place_of(context: dict[str, Any], case: Case) -> str:
    """The place, masked; nothing where units get an extract, for it may tell who asked."""
    return case.shown_place if guarded.reads_original(context["user"], case) else ""
