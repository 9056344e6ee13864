"""A move's verb and the action that makes it."""

from collections.abc import Callable
from typing import Any

from xinqiao.callback import actions as callback
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.intake import actions as intake


def action(verb: str) -> Callable[..., Any]:
    """The action of that name, whichever stage has it."""
    found: Callable[..., Any] = next(
        getattr(stage, verb) for stage in (intake, dispatch, handling, callback) if hasattr(stage, verb)
    )
    return found
