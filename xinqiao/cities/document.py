"""city.toml as the database has it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, get_type_hints

from xinqiao.deadlines.models import CalendarYear
from xinqiao.deadlines.seed import seeded
from xinqiao.people import policy
from xinqiao.people.models import Platform


def text() -> str:
    """The whole file: what the platform is, then the sections in the order of `policy`. Two queries."""
    platform = Platform.objects.get()
    published = {on.year for on, *_ in seeded()}
    years = CalendarYear.objects.order_by("year").values_list("year", flat=True)
    top = {name: getattr(platform, name) for name in ("code", "name", "short_name", "trio")}
    own = {"calendar": {"complete_years": [year for year in years if year not in published]}}
    return "\n".join([*_keys(top), *_sections({**platform.settings, **own})]) + "\n"


def _sections(settings: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    order = [*policy.SECTIONS]
    for name in sorted(settings, key=lambda name: order.index(name) if name in order else len(order)):
        known = [*get_type_hints(policy.SECTIONS[name])] if name in policy.SECTIONS else [*settings[name]]
        yield from ["", f"[{name}]", *_keys({key: settings[name][key] for key in known if key in settings[name]})]


def _keys(values: Mapping[str, Any]) -> Iterator[str]:
    """A line for each key. What JSON writes of texts, numbers, truth and lists of them, TOML reads the same."""
    return (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
