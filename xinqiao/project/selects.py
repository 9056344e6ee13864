"""Lists to choose from, as HTML. The framework takes two templates for each choice, and of units there are hundreds on
many pages: written here they cost a fiftieth of that."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe


def written(widget: Mapping[str, Any]) -> SafeString:
    """The <select> of a widget's context, with its groups and options: what the framework's own template writes."""
    groups = mark_safe("".join(_group(name, options) for name, options, _ in widget["optgroups"]))  # noqa: S308 - escaped
    return format_html('<select name="{}"{}>{}</select>', widget["name"], _attributes(widget["attrs"]), groups)


def _group(name: str | None, options: Iterable[Mapping[str, Any]]) -> str:
    written = "".join(map(_option, options))
    return f'<optgroup label="{conditional_escape(name)}">{written}</optgroup>' if name else written


def _option(option: Mapping[str, Any]) -> str:
    value, label = conditional_escape(str(option["value"])), conditional_escape(option["label"])
    return f'<option value="{value}"{_attributes(option["attrs"])}>{label}</option>'


def _attributes(attributes: Mapping[str, Any]) -> SafeString:
    """What is true stands alone, what is false does not stand."""
    given = ((name, value) for name, value in attributes.items() if value is not False)
    return mark_safe("".join(f" {name}" if value is True else _attribute(name, value) for name, value in given))  # noqa: S308


def _attribute(name: str, value: object) -> str:
    return f' {name}="{conditional_escape(str(value))}"'
