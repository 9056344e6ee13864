"""Texts as QR codes inside a page: shapes alone, no style, no script, no other file."""

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


def drawn(text: str, *, label: str) -> SafeString:
    """The QR code of a text as an SVG element on white, whatever the page's colours; the label says what it is for."""
    shapes = segno.make(text, error="m").svg_inline(scale=5, dark="#000", light="#fff", omitsize=False)
    # The library writes figures and its own words alone: nothing of the text is in it but as modules.
    return format_html('<div role="img" aria-label="{}">{}</div>', label, mark_safe(shapes))  # noqa: S308
