"""What every body of the API has in common."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import ConfigDict, field_validator
from pydantic_core import PydanticCustomError

from xinqiao.people.models import Staff

FIRST_YEAR, LAST_YEAR = 1990, 2100


class Strict(Schema):
    """A body with a field we do not know is refused: a misspelt name must not vanish in silence."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def _keepable(cls, value: Any) -> Any:
        """The database keeps every character but NUL. What is wrong is said by `words`."""
        texts = value if isinstance(value, list) else [value]
        if any(isinstance(text, str) and "\0" in text for text in texts):
            raise PydanticCustomError("nul_character", "a NUL character cannot be kept")
        if isinstance(value, datetime) and not FIRST_YEAR <= value.year <= LAST_YEAR:
            reach = {"first": FIRST_YEAR, "last": LAST_YEAR}
            raise PydanticCustomError("year_out_of_reach", "a moment from {first} to {last} is meant here", reach)
        return value

    def given(self, staff: Staff) -> dict[str, Any]:
        """The keywords of the action that the body is for. Raises Unreadable for codes that name nothing."""
        return self.model_dump()
