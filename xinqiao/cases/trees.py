"""A field for one node of a tree of the city: a category, an area."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from xinqiao.catalogue.models import Node
from xinqiao.people.choices import GroupedChoiceField
from xinqiao.text.pinyin import spelled


def branch(node: Node) -> str:
    """The name under which a node of a tree stands in a list: its parent's, a root's own."""
    return node.parent.name if node.parent else node.name


def with_branch(node: Node) -> str:
    """A node's name after its branch's, so that it can be told from others of the same name."""
    return f"{node.parent.name} · {node.name}" if node.parent else node.name


class Spelled(forms.Select):
    """A list that the page turns into a field to be typed into: each choice says by which letters it is found."""

    def __init__(self, **attrs: str) -> None:
        super().__init__({"data-combobox": "", "data-none": _("没有符合的项"), **attrs})

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **options)
        if node := getattr(value, "instance", None):
            option["attrs"]["data-found-by"] = f"{node.code} {spelled(node.name)}"
        return option


class TreeField(GroupedChoiceField):
    """One of the nodes of a tree, grouped by branch, found by name, pinyin or its initials; `key` leads to it."""

    def __init__(self, queryset: "QuerySet[Any]", *, key: str, **options: Any) -> None:
        shown, widget = queryset.select_related("parent"), Spelled(**{"data-key": key})
        super().__init__(shown, group_of=branch, label_of=with_branch, required=False, widget=widget, **options)
