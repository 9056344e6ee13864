"""What every body of the API has in common."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import ConfigDict, field_validator

from xinqiao.people.models import Staff

FIRST_YEAR, LAST_YEAR = 1990, 2100


class Strict(Schema):
    """A body with a field we do not know is refused: a misspelt name must not vanish in silence."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def _keepable(cls, value: Any) -> Any:
        """The database keeps every character but NUL."""
        if isinstance(value, str) and "\0" in value:
            raise ValueError("a NUL character (\\u0000) cannot be kept; leave it out")
        if isinstance(value, datetime) and not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise ValueError(f"a moment from {FIRST_YEAR} to {LAST_YEAR} is meant here")
        return value

    def given(self, staff: Staff) -> dict[str, Any]:
        """The keywords of the action that the body is for. Raises Unreadable for codes that name nothing."""
        return self.model_dump()
