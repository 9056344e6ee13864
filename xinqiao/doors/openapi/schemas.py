"""What goes in and out of the API. Names are the glossary's; personal data only goes in."""

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from typing import Any, Literal

from django.utils.translation import gettext
from ninja import Field, Schema
from pydantic import AwareDatetime

from xinqiao.cases import queries
from xinqiao.cases.guarded import reads_facts, title_for, unspoken, words_for
from xinqiao.cases.lifecycle import RULED_BY
from xinqiao.cases.models import Assignment, Case, Event, Request
from xinqiao.doors.openapi.strict import Strict
from xinqiao.people.models import Staff
from xinqiao.text.masking import mask_values

NUMBERS = {"foreign_number"}  # of other systems, long enough to look like a phone


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
    accused: str | None = Field(None, max_length=32, description="unit that a report accuses; it never gets the case")
    earlier: str | None = Field(None, max_length=20, description="number of the citizen's case that this goes on from")
    due_at: AwareDatetime | None = Field(None, description="the deadline that an upper platform set")
    system: str | None = Field(None, max_length=50, description="the other system, when the case has a number there")
    foreign_number: str | None = Field(None, max_length=64)


class RatingIn(Strict):
    assignment: str = Field(description="number of the assignment, like 2611220000123-1", max_length=24)
    satisfaction: int = Field(ge=1, le=5)
    solved: bool


class CallBackIn(Strict):
    result: Literal["reached", "no_answer", "refused", "wrong_number"]
    ratings: list[RatingIn] = Field(default_factory=list, max_length=50)
    note: str = Field("", max_length=5_000)
    contact_given: bool = Field(False, description="the citizen was told the handler's name and number")
    rework: bool = Field(False, description="of a bad rating: the agent advises to handle it again")
    reason: str = Field("", max_length=5_000, description="of a bad rating: why, or why not")


class AssignmentOut(Schema):
    number: str
    case: str
    parent: str | None = Field(description="number of the task that this one was delegated from")
    unit: str
    unit_name: str
    from_unit: str
    tie: str
    state: str
    round: int
    is_final: bool
    rule: str
    dispatched_at: datetime
    sign_due_at: datetime | None
    signed_at: datetime | None
    contact_due_at: datetime | None
    contacted_at: datetime | None
    answer_due_at: datetime | None
    answered_at: datetime | None
    return_due_at: datetime | None
    progress_due_at: datetime | None = Field(description="when the citizen is to hear again how far it is")
    due_at: datetime
    paused_until: datetime | None
    carried_at: datetime | None
    look_at: datetime | None = Field(description="when what is on the books is looked at again")
    stopped_at: datetime | None
    completed_at: datetime | None

    @staticmethod
    def resolve_case(task: Assignment) -> str:
        return task.case.number

    @staticmethod
    def resolve_parent(task: Assignment) -> str | None:
        return f"{task.case.number}-{task.parent.suffix}" if task.parent else None

    @staticmethod
    def resolve_unit(task: Assignment) -> str:
        return task.unit.code

    @staticmethod
    def resolve_unit_name(task: Assignment) -> str:
        return task.unit.name

    @staticmethod
    def resolve_from_unit(task: Assignment) -> str:
        return task.dispatched_by_unit.code


class RequestOut(Schema):
    """Something asked, open or ruled; `ruled_by` names the move that rules on it."""

    id: int
    case: str
    assignment: str | None
    kind: str
    ruled_by: str
    asked_at: datetime
    facts: dict[str, Any]
    granted: bool | None
    closed_at: datetime | None

    @staticmethod
    def resolve_case(request: Request) -> str:
        return request.case.number

    @staticmethod
    def resolve_assignment(request: Request) -> str | None:
        return f"{request.case.number}-{request.assignment.suffix}" if request.assignment else None

    @staticmethod
    def resolve_ruled_by(request: Request) -> str:
        return RULED_BY[request.kind]

    @staticmethod
    def resolve_asked_at(request: Request) -> datetime:
        return request.asked.at

    @staticmethod
    def resolve_facts(request: Request, context: Any) -> dict[str, Any]:
        asked: Any = request.asked
        return facts_for(context["request"].user, request.case, request.assignment, asked, asked.unspoken)


class EventOut(Schema):
    """What happened, without anybody's words; `id` counts up, `seq` counts within the case."""

    id: int
    case: str
    seq: int
    verb: str
    at: datetime
    recorded_at: datetime
    assignment: str | None
    from_state: str
    to_state: str
    facts: dict[str, Any]

    @staticmethod
    def resolve_case(event: Event) -> str:
        return event.case.number

    @staticmethod
    def resolve_assignment(event: Event) -> str | None:
        return f"{event.case.number}-{event.assignment.suffix}" if event.assignment else None

    @staticmethod
    def resolve_facts(event: Any, context: Any) -> dict[str, Any]:
        return facts_for(context["request"].user, event.case, event.assignment, event, event.unspoken)


def with_unspoken(staff: Staff, events: Sequence[Event]) -> None:
    """Note on each event which numbers of other cases this person shall not know of. One query for all of them."""
    secret = unspoken(staff, events)
    for event in events:
        event.unspoken = secret  # type: ignore[attr-defined]


def facts_for(staff: Staff, case: Case, task: Assignment | None, event: Event, secret: Sequence[str]) -> dict[str, Any]:
    """The facts of an event without the digests of what was said, what somebody typed masked; where units get an extract,
    those of their own tasks alone; none of the numbers that are `secret` to this person (`unspoken`)."""
    if not reads_facts(staff, case, task):
        return {}
    shown = {name: value for name, value in event.data.items() if name not in ("text", "place", "files", "accused")}
    told = {name: value for name, value in shown.items() if value not in secret}
    return mask_values(told) | {name: told[name] for name in NUMBERS & told.keys()}


class CaseOut(Schema):
    number: str
    stage: str
    case_type: str
    urgency: str
    confidentiality: str
    flag: str
    problem: str
    round: int
    title: str
    category: str | None
    area: str | None
    source: str
    registered_at: datetime
    due_at: datetime | None = Field(description="the citizen's total clock; it never restarts")
    completed_at: datetime | None
    open_requests: int

    @staticmethod
    def resolve_title(case: Case, context: Any) -> str:
        return title_for(context["request"].user, case)

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
    text: str = Field(description="what was asked, personal data masked; an extract where units may not see the words")
    assignments: list[AssignmentOut]
    requests: list[RequestOut]

    @staticmethod
    def resolve_text(case: Case, context: Any) -> str:
        return words_for(context["request"].user, case)[1]

    @staticmethod
    def resolve_assignments(case: Case) -> list[Assignment]:
        return list(queries.tasks_of(case))

    @staticmethod
    def resolve_requests(case: Case, context: Any) -> list[Request]:
        requests = list(queries.requests_of(case))
        with_unspoken(context["request"].user, [request.asked for request in requests])
        return requests


class CaseList(Schema):
    items: list[CaseOut]
    next: str | None = Field(description="give it as `after` for the next page; null on the last one")


class NamedOut(Schema):
    code: str
    name: str


class HitOut(Schema):
    case: CaseOut
    found_by: list[str] = Field(description="number, tail, foreign_number, phone, name, words")
    verb: str = Field(description="of words: the move that they were said with, register for the request")
    excerpt: str = Field(description="of words: a piece of them, personal data masked")
    marks: list[tuple[int, int]] = Field(description="where what was asked begins and ends in the excerpt")

    @staticmethod
    def resolve_found_by(hit: Any) -> list[str]:
        return [reason.value for reason in hit.reasons]

    @staticmethod
    def resolve_excerpt(hit: Any) -> str:
        return "".join(piece.text for piece in hit.excerpt)

    @staticmethod
    def resolve_marks(hit: Any) -> list[tuple[int, int]]:
        ends = list(accumulate(len(piece.text) for piece in hit.excerpt))
        return [(end - len(one.text), end) for one, end in zip(hit.excerpt, ends, strict=True) if one.is_asked]


class SearchOut(Schema):
    items: list[HitOut]
    units: list[NamedOut]
    categories: list[NamedOut]
    next: str | None

    @staticmethod
    def resolve_items(found: Any) -> list[Any]:
        return list(found.hits)

    @staticmethod
    def resolve_next(found: Any) -> str | None:
        return str(found.next) if found.next else None


class AssignmentList(Schema):
    items: list[AssignmentOut]
    next: str | None


class RequestList(Schema):
    items: list[RequestOut]
    next: str | None


class EventList(Schema):
    items: list[EventOut]
    next: str = Field(description="give it as `after` next time, also when nothing new has come")


class FigureOut(Schema):
    code: str
    label: str
    numerator: int
    denominator: int
    excluded: int
    percent: float | None

    @staticmethod
    def resolve_code(figure: Any) -> str:
        return str(figure.indicator.code)

    @staticmethod
    def resolve_label(figure: Any) -> str:
        return gettext(figure.indicator.label)


class FigureLine(Schema):
    key: str = Field(description="code of the unit, channel or category; case type; level; first day of the span")
    label: str
    figures: list[FigureOut]

    @staticmethod
    def resolve_key(line: Any) -> str:
        return str(getattr(line.share.row, "code", line.share.row if line.share.row is not None else ""))

    @staticmethod
    def resolve_label(line: Any) -> str:
        return str(line.share.label)

    @staticmethod
    def resolve_figures(line: Any) -> list[Any]:
        return list(line.figures.values())


class FiguresOut(Schema):
    as_of: datetime = Field(description="when what is still open was judged")
    unit: str = Field(description="code of the unit that was asked about; empty for the whole platform")
    total: list[FigureOut]
    lines: list[FigureLine]

    @staticmethod
    def resolve_unit(answer: Any) -> str:
        unit = answer.question.where.unit
        return unit.code if unit else ""

    @staticmethod
    def resolve_total(answer: Any) -> list[Any]:
        return list(answer.total.values())


class Problem(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    fields: dict[str, str] = Field({}, description="field -> what is wrong with it")
    standing: str = Field("", description="how it stands, of a move that is not possible from there")
    instead: list[str] = Field([], description="moves that are possible where one was refused")
    number: str = Field("", description="the case that the other system's number belongs to already")
