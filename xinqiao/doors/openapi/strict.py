"""What every body and every question of the API has in common."""

from datetime import datetime
from typing import Any, Self

from ninja import Schema
from pydantic import (
    ConfigDict,
    ModelWrapValidatorHandler,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError, PydanticKnownError

from xinqiao.clock.years import FIRST_YEAR, LAST_YEAR, is_within_reach
from xinqiao.people.models import Staff


class Strict(Schema):
    """A body with a field we do not know is refused: a misspelt name must not vanish in silence."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _no_longer(cls, value: Any, info: ValidationInfo) -> Any:
        """Blanks at the ends are cut, yet they count: what is longer than the description says is refused."""
        found = (getattr(one, "max_length", None) for one in cls.model_fields[str(info.field_name)].metadata)
        most = next((one for one in found if one), None)
        if isinstance(value, str) and most and len(value) > most:
            raise PydanticKnownError("string_too_long", {"max_length": most})
        return value

    @field_validator("*", mode="wrap")
    @classmethod
    def _of_its_kind(cls, value: Any, then: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        """Yes and no are true and false, a number is a number, as described: the library takes 0, "off" and "4" for them
        too."""
        found, kind = then(value), cls.model_fields[str(info.field_name)].annotation
        if kind is bool and not isinstance(value, bool):
            raise PydanticKnownError("bool_type")
        if kind is int and isinstance(value, bool | str):
            raise PydanticKnownError("int_type")
        return found

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

    @field_validator("*", mode="wrap")
    @classmethod
    def _of_its_kind(cls, value: Any, then: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        """An address holds nothing but text."""
        return then(value)

    @model_validator(mode="wrap")
    @classmethod
    def _unknown(cls, given: dict[str, Any], then: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        sent = info.context["request"].GET if info.context else ()
        return then({name: "" for name in sent if name not in cls.model_fields} | given)
