"""A list to choose from says what the framework's own would, whatever stands in it."""

from html.parser import HTMLParser

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from xinqiao.project.shell import Renderer

NASTY = "\"><script>&amp;'</script>"
CHOICES = [("", "请选择"), ("组", [(1, "甲"), ("b", NASTY)]), (NASTY, [(NASTY, NASTY)])]
GIVEN = {"id": "x", "class": NASTY, "required": True, "disabled": False, "data-none": ""}


class Parts(HTMLParser):
    """Tags with their attributes, and the words between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.found += [data.strip()] if data.strip() else []


@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple])
@pytest.mark.parametrize("value", [None, "b", ["b", NASTY], "1"])
def test_it_says_what_the_framework_would(widget: type[forms.Select], value: object):
    drawn = widget(attrs=GIVEN, choices=CHOICES)
    ours, theirs = (drawn.render("unit", value, renderer=one()) for one in (Renderer, DjangoTemplates))
    assert Parts(ours).found == Parts(theirs).found
