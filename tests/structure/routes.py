"""Every address of the house, found by walking the resolvers of both processes: pages and API, and the live stream."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.urls import URLPattern, URLResolver

from xinqiao.doors.openapi.api import api


@dataclass(frozen=True)
class Route:
    """One address: its full name, its pattern, its view."""

    name: str
    pattern: str
    view: Callable[..., Any]

    @property
    def permission(self) -> tuple[str, ...]:
        """What the view says about who may come in; a token for an operation of the API that asks for one."""
        if self.name in secured_operations():
            return ("token",)
        return getattr(self.view, "permission", ())


@cache
def routes(urlconf: str = "xinqiao.project.urls") -> tuple[Route, ...]:
    return tuple(_walk(import_module(urlconf).urlpatterns, "", ""))


def _walk(patterns: list[URLPattern | URLResolver], before: str, space: str) -> Iterator[Route]:
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, here, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield Route(f"{space}{pattern.name}", here, pattern.callback)


@cache
def operations() -> dict[str, tuple[str, dict[str, Any]]]:
    """Route of an operation -> its method and what the OpenAPI document says of it."""
    paths = api.get_openapi_schema(path_prefix="/")["paths"]
    return {
        f"api:{told['operationId']}": (method, told) for methods in paths.values() for method, told in methods.items()
    }


def asks_for_a_period(name: str) -> bool:
    """True for figures, and for pages, which pass by what they do not know; other operations refuse it."""
    told = operations().get(name)
    return told is None or any(one["name"] == "since" for one in told[1].get("parameters", ()))


def secured_operations() -> set[str]:
    """The operations that ask for a token."""
    return {name for name, (_, told) in operations().items() if told.get("security")}
