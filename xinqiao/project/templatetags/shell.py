"""Template tags of the shell: icons, deadline lights, moments, page links."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from xinqiao.clock.due import Light
from xinqiao.deadlines.lights import LABELS
from xinqiao.people import paging

register = template.Library()


@dataclass(frozen=True)
class Look:
    """How a light is shown. Colour is never alone: each light has its own word and shape."""

    word: Promise
    icon: str


LOOKS = {
    "green": Look(LABELS[Light.GREEN], icon="circle-check"),
    "yellow": Look(LABELS[Light.YELLOW], icon="clock-exclamation"),
    "red": Look(LABELS[Light.RED], icon="alert-triangle"),
    "paused": Look(_("暂停计时"), icon="player-pause"),
    "none": Look(_("无时限"), icon="minus"),
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Tabler's outline icon: decoration for screen readers, unless a label gives it a meaning of its own."""
    address = f"{static('built/icons.svg')}#{name}"
    if label:
        frame = '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>'
        return format_html(frame, label, address)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)


@register.inclusion_tag("shell/light.html")
def light(colour: str, due_at: datetime | None = None, what: str | Promise = "") -> dict[str, Any]:
    """The light of a deadline: green, yellow, red, paused or none, with the moment it is due if given, and `what` is due.

    Raises TemplateSyntaxError for another colour.
    """
    if colour not in LOOKS:
        known = ", ".join(LOOKS)
        raise template.TemplateSyntaxError(f"light: {colour!r} is none of {known}")
    return {"colour": colour, "look": LOOKS[colour], "due_at": due_at, "what": what}


@register.simple_tag
def moment(at: datetime | None) -> SafeString:
    """A moment in the platform's time zone, to the minute; a dash for none."""
    if at is None:
        return SafeString("—")
    local = timezone.localtime(at)
    frame = '<time datetime="{}" title="{}">{}</time>'
    exactly = local.isoformat(timespec="seconds")
    return format_html(frame, exactly, f"{local:%Y-%m-%d %H:%M:%S}", f"{local:%Y-%m-%d %H:%M}")


@register.inclusion_tag("shell/pagination.html", takes_context=True)
def pagination(context: Context, page: paging.Page[Any], name: str = "page") -> dict[str, Any]:
    """Links to the neighbours and the ends of a list, keeping the filters of the address; `name` is the parameter."""
    places = {"first": "", "previous": page.previous, "next": page.next, "last": paging.LAST}
    now = paging.size_of(context["request"])
    sizes = [(size, address(context, "rows", str(size), name), size == now) for size in paging.SIZES]
    is_short = page.total <= paging.SIZES[0]
    return {
        "page": page, "sizes": [] if is_short else sizes,
        **{to: address(context, name, place) for to, place in places.items()},
    }  # fmt: skip


def address(context: Context, name: str, value: str, *dropped: str) -> str:
    """The query string of this request with another value of one parameter, without it for an empty one, and without
    those that are dropped."""
    query = context["request"].GET.copy()
    for gone in (name, *dropped):
        query.pop(gone, None)
    if value:
        query[name] = value
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def without(context: Context, name: str) -> str:
    """The query string of this request without that filter, from its first page on."""
    return address(context, name, "", "page")
