"""Figures read from a standby of the database, where the installation names one: a question about a year does not slow
down the desks. How far the standby has come tells itself: the moment of its figures is a row of its own."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections

log = logging.getLogger(__name__)

STANDBY: Final = "standby"  # as settings.DATABASES calls it
_reading: ContextVar[bool] = ContextVar("reading_from_standby", default=False)


@contextmanager
def from_standby() -> Iterator[None]:
    """What is read in the block comes from the standby; from the database itself when there is none, or it is silent.
    For questions only: what the block writes, it may not find again."""
    token = _reading.set(_answers())
    try:
        yield
    finally:
        _reading.reset(token)


def _answers() -> bool:
    if STANDBY not in connections.settings:
        return False
    connection = connections[STANDBY]
    try:
        connection.close_if_health_check_failed()
        connection.ensure_connection()
    except OperationalError as error:
        log.warning("the standby is silent (%s); figures are read from the database itself", type(error).__name__)
        return False
    return True


class Router:
    """Django's question which database to take: the standby within `from_standby`, else as always."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return STANDBY if _reading.get() else None

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True  # the same rows

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS  # the standby follows by itself
