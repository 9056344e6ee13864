"""Logs: one JSON object a line on the error stream, with the request it belongs to and nothing of a citizen.

A message loses whatever may be a value (text/bare.py). An exception shows its kind, its bare message and where it was
raised, never local variables, nor what a database adds below the first line: that quotes the row.
"""

import json
import logging
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final

import psycopg
from django.db import Error as DjangoDatabaseError

from xinqiao.text.bare import bare

# The request that this thread answers; empty outside of any.
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")

DEEPEST: Final = 10  # exceptions that led to one another
ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Line(logging.Formatter):
    """A record as one line of JSON; `extra={"facts": {...}}` adds fields of its own."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message_of(record),
        }
        if request_id := REQUEST_ID.get():
            told["request"] = request_id
        told |= getattr(record, "facts", {})
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - the library's name
        return "\n".join(_told(ei[1])) if ei[1] else ""


class Plain(Line):
    """The same for eyes: time, level, logger, message, facts."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).astimezone()
        facts = "".join(f" {name}={value}" for name, value in getattr(record, "facts", {}).items())
        line = f"{at:%H:%M:%S} {record.levelname} {record.name}: {message_of(record)}{facts}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def message_of(record: logging.LogRecord) -> str:
    """The bare message. Django's about a request keep their reason and lose the address, which may hold a number."""
    if hasattr(record, "request") and isinstance(record.args, tuple) and record.args:
        return bare(str(record.args[0]))
    return bare(record.getMessage())


def _told(error: BaseException) -> Iterator[str]:
    """The exception and what led to it, the outermost first."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen and len(seen) < DEEPEST:
        seen.add(id(cause))
        yield f"{type(cause).__module__}.{type(cause).__qualname__}: {what_went_wrong(cause)}"
        yield "".join(traceback.format_tb(cause.__traceback__)).rstrip()
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def what_went_wrong(error: BaseException) -> str:
    """An exception's message without values; of a database's error its code and the names of what it is about."""
    if isinstance(error, DjangoDatabaseError) and isinstance(error.__cause__, psycopg.Error):
        error = error.__cause__
    if isinstance(error, psycopg.Error) and error.sqlstate:
        about = (error.diag.schema_name, error.diag.table_name, error.diag.column_name, error.diag.constraint_name)
        return " ".join(filter(None, (error.sqlstate, bare(error.diag.message_primary or ""), *about)))
    return bare(str(error).partition("\n")[0])
