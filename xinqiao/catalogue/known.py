"""The city's codes, as every registration looks them up: read as a whole, then kept by this process for some seconds."""

from collections.abc import Mapping
from time import monotonic
from typing import Any, Final, TypeVar

from django.db import models

Coded = TypeVar("Coded", bound=models.Model)
SECONDS_KEPT: Final = 5.0

_kept: dict[type[models.Model], tuple[Mapping[str, Any], float]] = {}


def known(model: type[Coded], code: str) -> Coded | None:
    """The active row of that code; None when there is none. A table of codes costs one query in five seconds: what a
    city's folder changes in another process holds within that time. Rows are shared and not to be changed."""
    return rows_of(model).get(code)


def rows_of(model: type[Coded]) -> Mapping[str, Coded]:
    """Every active row by its code, in the order of the table."""
    rows, read_at = _kept.get(model, ({}, 0.0))
    if not read_at or monotonic() - read_at > SECONDS_KEPT:
        rows = {row.code: row for row in model._default_manager.filter(is_active=True)}  # type: ignore[attr-defined]
        _kept[model] = (rows, monotonic())
    return rows


def forget() -> None:
    """Read anew at the next look: for who has just applied a city, and for tests."""
    _kept.clear()
