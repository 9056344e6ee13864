"""Template filters for what citizens said."""

from django import template

from xinqiao.callback.models import Satisfaction

register = template.Library()


@register.filter
def satisfaction(level: int | None) -> str:
    """One of the five levels in words; a dash for none."""
    return str(Satisfaction(level).label) if level else "—"
