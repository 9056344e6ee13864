"""What goes in and out of the API. Names are the glossary's; personal data only goes in."""

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema
from pydantic import ConfigDict, field_validator

from xinqiao.cases.models import Assignment, Case


class Strict(Schema):
    """A body with a field we do not know is refused: a misspelt name must not vanish in silence."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def _keepable(cls, value: Any) -> Any:
        """The database keeps every character but NUL."""
        if isinstance(value, str) and "\0" in value:
            raise ValueError("a NUL character (\\u0000) cannot be kept; leave it out")
        return value


class CaseIn(Strict):
    case_type: Literal["consultation", "help", "complaint", "report", "suggestion", "praise"]
    title: str = Field(min_length=1, max_length=100)
    text: str = Field(min_length=1, max_length=20_000)
    source: str | None = Field(None, max_length=32)
    category: str | None = Field(None, max_length=32)
    area: str | None = Field(None, max_length=32)
    place: str | None = Field(None, max_length=200)
    urgency: Literal["normal", "urgent", "critical"] = "normal"
    confidentiality: Literal["open", "confidential", "anonymous"] = "open"
    name: str | None = Field(None, max_length=50)
    phone: str | None = Field(None, max_length=30)
    address: str | None = Field(None, max_length=200)
    system: str | None = Field(None, max_length=50, description="the other system, when the case has a number there")
    foreign_number: str | None = Field(None, max_length=64)


class DispatchIn(Strict):
    unit: str = Field(max_length=32, description="code of the lead unit")
    note: str = Field("", max_length=2_000)


class ContactIn(Strict):
    result: Literal["reached", "not_reached"]
    note: str = Field("", max_length=20_000)


class ReplyIn(Strict):
    outcome: Literal["solved", "explained", "in_plan", "not_feasible"]
    text: str = Field(min_length=1, max_length=20_000)


class NoteIn(Strict):
    note: str = Field("", max_length=20_000)


class ReasonIn(Strict):
    reason: str = Field(min_length=1, max_length=20_000)


class RatingIn(Strict):
    assignment: str = Field(description="number of the assignment, like 2611220000123-1", max_length=24)
    satisfaction: int = Field(ge=1, le=5)
    solved: bool


class CallBackIn(Strict):
    result: Literal["reached", "no_answer", "refused", "wrong_number"]
    ratings: list[RatingIn] = Field(default_factory=list, max_length=50)
    note: str = Field("", max_length=5_000)


class AssignmentOut(Schema):
    number: str
    unit: str
    unit_name: str
    tie: str
    state: str
    dispatched_at: datetime
    sign_due_at: datetime | None
    signed_at: datetime | None
    due_at: datetime
    stopped_at: datetime | None
    completed_at: datetime | None

    @staticmethod
    def resolve_unit(task: Assignment) -> str:
        return task.unit.code

    @staticmethod
    def resolve_unit_name(task: Assignment) -> str:
        return task.unit.name


class CaseOut(Schema):
    number: str
    stage: str
    case_type: str
    urgency: str
    title: str
    category: str | None
    area: str | None
    source: str
    registered_at: datetime
    completed_at: datetime | None

    @staticmethod
    def resolve_title(case: Case) -> str:
        return case.shown_title

    @staticmethod
    def resolve_category(case: Case) -> str | None:
        return case.category.code if case.category else None

    @staticmethod
    def resolve_area(case: Case) -> str | None:
        return case.area.code if case.area else None

    @staticmethod
    def resolve_source(case: Case) -> str:
        return case.source.code


class CaseDetail(CaseOut):
    assignments: list[AssignmentOut]

    @staticmethod
    def resolve_assignments(case: Case) -> list[Assignment]:
        return list(case.assignments.select_related("unit", "case").order_by("suffix"))


class CaseList(Schema):
    items: list[CaseOut]
    next: str | None = Field(description="give it as `after` for the next page; null on the last one")


class FigureOut(Schema):
    code: str
    numerator: int
    denominator: int
    excluded: int
    percent: float | None

    @staticmethod
    def resolve_code(figure: Any) -> str:
        return str(figure.indicator.code)


class Problem(Schema):
    """RFC 9457. `instead` names the moves that are possible when one was refused."""

    type: str
    title: str
    status: int
    detail: str
    fields: dict[str, str] = {}
    instead: list[str] = []
