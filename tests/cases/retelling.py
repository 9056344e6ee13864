"""A live history told a second time in bulk: from its events alone, as somebody would who only knows what happened."""

from itertools import groupby
from typing import Any

from xinqiao.cases.history import Book, Told
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Appellant, Assignment, Case, CaseText, Event, Request
from xinqiao.cases.moving import Task
from xinqiao.cases.recording import Given
from xinqiao.cases.replay import DUES, moment
from xinqiao.people.models import Unit

FACTS = ("case_type", "urgency", "confidentiality", "category", "area", "source", "accused", "earlier")
DIGESTS = {"text", "place", "files"}
OF_THE_TASK = {"unit", "from_unit", "tie", "rule", "parent", "limits", "is_final", *DUES}
# What two tellings of the same history cannot have in common.
OWN = {
    "id",
    "number",
    "case_id",
    "assignment_id",
    "parent_id",
    "appellant_id",
    "head",
    "hash",
    "salt",
    "recorded_at",
    "tx",
}


def retold(live: Case) -> Case:
    """The same history as another case."""
    book = Book()
    with book.batch():
        return book.keep(_told(book, live))


def _told(book: Book, live: Case) -> Told:
    first, *rest = live.events.select_related("by", "assignment__parent").order_by("seq")
    case = Case(upper_due_at=live.upper_due_at, **{name: _as_registered(live, first, name) for name in FACTS})
    given = _given(live, first)
    told = book.register(case, _appellant(live), given, by=first.by, now=first.at)
    for _, events in groupby(rest, key=_one_move):
        _tell(told, live, list(events))
    return told


def _as_registered(live: Case, first: Event, name: str) -> Any:
    field, said = Case._meta.get_field(name), first.data.get(name, "")
    if field.is_relation:
        return field.related_model.objects.filter(**{"number" if name == "earlier" else "code": said}).first()
    return said


def _appellant(live: Case) -> Appellant | None:
    fields = ("name", "phone", "address", "name_index", "phone_index")
    return live.appellant and Appellant(**{name: getattr(live.appellant, name) for name in fields})


def _one_move(event: Event) -> Any:
    """Tasks that were handed down at once are one move."""
    return (event.verb, event.at, event.by_id) if MOVES[event.verb].hands_down else event.seq


def _tell(told: Told, live: Case, events: list[Event]) -> None:
    event, move = events[0], MOVES[events[0].verb]
    if move.hands_down:
        on = told.tasks[event.assignment.parent_suffix - 1] if event.assignment.parent_suffix else told.case
        facts = {name: value for name, value in event.data.items() if name not in DIGESTS | OF_THE_TASK}
        tasks = [_task(live, one) for one in events]
        told.hand_down(event.verb, on, tasks, Given(facts, text=tasks[0].text), by=event.by, now=event.at)
    else:
        on = told.tasks[event.assignment.suffix - 1] if event.assignment else told.case
        told.make(event.verb, on, _given(live, event), by=event.by, now=event.at)


def _task(live: Case, event: Event) -> Task:
    said = event.data
    return Task(
        unit=Unit.objects.get(code=said["unit"]), tie=said["tie"], rule=said["rule"], limits=said.get("limits", {}),
        is_final=said.get("is_final", False), text=_words(live, event)[1],
        **{name: moment(said[name]) for name in DUES},
    )  # fmt: skip


def _given(live: Case, event: Event) -> Given:
    title, text = _words(live, event)
    sets = {name: _value(live, name, event.data[name]) for name in MOVES[event.verb].sets if name in event.data}
    facts = {name: value for name, value in event.data.items() if name not in DIGESTS | set(sets)}
    place = live.place if event.seq == 1 and "place" in event.data else ""
    return Given(facts, title=title, text=text, place=place, sets=sets)


def _value(live: Case, name: str, said: Any) -> Any:
    field = Case._meta.get_field(name)
    if name == "place":
        return live.place
    if name == "due_at":
        return moment(said)
    if not field.is_relation:
        return said
    return field.related_model.objects.filter(**{"number" if name == "merged_into" else "code": said}).first()


def _words(live: Case, event: Event) -> tuple[str, str]:
    said = CaseText.objects.filter(event=event).first()
    return (said.title, said.body) if said else ("", "")


def rows(case: Case) -> dict[str, list[dict[str, Any]]]:
    """All rows of a case in their order, what is the telling's own left out; ties by suffix and seq in place of ids."""
    tied = {
        "tasks": Assignment.objects.filter(case=case).order_by("suffix").values(*_columns(Assignment), "parent__suffix"),
        "events": Event.objects.filter(case=case).order_by("seq").values(*_columns(Event), "assignment__suffix"),
        "texts": CaseText.objects.filter(case=case).order_by("event__seq").values("event__seq", "title", "body", "erased_at"),
        "requests": Request.objects.filter(case=case).order_by("asked__seq").values(
            "kind", "assignment__suffix", "asked__seq", "ruled__seq", "granted", "closed_at"),
        "case": Case.objects.filter(pk=case.pk).values(*_columns(Case)),
    }  # fmt: skip
    found = {name: list(values) for name, values in tied.items()}
    for event in found["events"]:
        event["data"] = {name: value for name, value in event["data"].items() if name not in DIGESTS}
    return found


def _columns(model: Any) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if field.attname not in OWN]
