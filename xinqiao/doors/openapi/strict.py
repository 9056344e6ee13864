"""What every body and every question of the API has in common."""

from datetime import datetime
from typing import Any, Self

from ninja import Schema
from pydantic import ConfigDict, ModelWrapValidatorHandler, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from xinqiao.clock.years import FIRST_YEAR, LAST_YEAR, is_within_reach
from xinqiao.people.models import Staff


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
        if isinstance(value, datetime) and not is_within_reach(value):
            reach = {"first": FIRST_YEAR, "last": LAST_YEAR}
            raise PydanticCustomError("year_out_of_reach", "a moment from {first} to {last} is meant here", reach)
        return value

    def given(self, staff: Staff) -> dict[str, Any]:
        """The keywords of the action that the body is for. Raises Unreadable for codes that name nothing."""
        return self.model_dump()


class Asked(Strict):
    """What stands behind the question mark. The library hands on the fields that it knows; here the others come back, so
    that a misspelt condition is refused and does not let everything through."""

    @model_validator(mode="wrap")
    @classmethod
    def _unknown(cls, given: dict[str, Any], then: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        sent = info.context["request"].GET if info.context else ()
        return then({name: "" for name in sent if name not in cls.model_fields} | given)
