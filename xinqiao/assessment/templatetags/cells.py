"""A figure as a cell shows it. Written here and not as a template: a ranking has thousands of them on one page."""

from typing import Final

from django import template
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from xinqiao.assessment.board import Cell, Row
from xinqiao.assessment.indicators import Part

register = template.Library()

NOTHING: Final = format_html('<span class="quiet">{}</span>', "—")
TD: Final = '<td data-label="{}"{}><span>{}</span></td>'
SHOWN_ON_A_PHONE: Final = 3
MORE: Final = format_html(' class="{}"', "more")
WHOLE: Final = '<strong class="share">{}</strong> <span class="quiet parts">{} / {}{}</span>'


@register.simple_tag
def value_of(cell: Cell, *, leave_excluded: bool = False) -> SafeString:
    """A share with what it is of, or a number; each part leads to what it counts, where it can be asked for alone.
    Whether anything was excluded is left out where it has a column of its own."""
    figure = cell.figure
    if not figure.is_share:
        return format_html("<strong>{}</strong>", _part(cell, Part.DENOMINATOR, figure.denominator))
    if figure.is_empty:
        return NOTHING
    share = "—" if figure.percent is None else f"{floatformat(figure.percent, 2)} %"
    numerator = _part(cell, Part.NUMERATOR, figure.numerator)
    denominator = _part(cell, Part.DENOMINATOR, figure.denominator)
    return format_html(WHOLE, share, numerator, denominator, "" if leave_excluded else _excluded(cell))


@register.simple_tag
def cells_of(row: Row) -> SafeString:
    """The cells of a line; from the fourth on they give way on a narrow screen."""
    return mark_safe("".join(_cell(cell, place) for place, cell in enumerate(row.cells)))  # noqa: S308 - of safe parts


def _cell(cell: Cell, place: int) -> SafeString:
    label = gettext(cell.figure.indicator.label)
    return format_html(TD, label, MORE if place >= SHOWN_ON_A_PHONE else "", value_of(cell))


def _excluded(cell: Cell) -> SafeString | str:
    excluded = cell.figure.excluded
    return format_html(" · {} {}", gettext("剔除"), _part(cell, Part.EXCLUDED, excluded)) if excluded else ""


def _part(cell: Cell, part: Part, number: int) -> SafeString | str:
    if not cell.query:
        return str(number)
    # The routes are looked up once for each indicator and part, not for each cell.
    return format_html('<a href="{}?{}">{}</a>', _address(cell.figure.indicator.code, part), cell.query, number)


def _address(code: str, part: Part) -> str:
    if (code, part) not in _ADDRESSES:
        _ADDRESSES[code, part] = reverse("assessment:traced", args=(code, part))
    return _ADDRESSES[code, part]


_ADDRESSES: dict[tuple[str, Part], str] = {}
