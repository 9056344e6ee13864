"""Whatever is altered in the ledger, `check` names it."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.db.models import F, Field, Model
from django.utils import timezone

from tests.cases.asking import faults
from tests.cases.tampering import past_the_trigger
from tests.factories import (
    MONDAY,
    above,
    archived,
    asked_back,
    at,
    delegated,
    draft,
    fresh,
    its,
    merged,
    person,
    replied,
)  # fmt: skip
from tests.files.samples import SAMPLES
from xinqiao.cases import chain
from xinqiao.cases.check import check_all
from xinqiao.cases.models import Assignment, Case, CaseText, Enclosure, Event, Request
from xinqiao.cases.recording import chain_facts
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.intake import actions as intake
from xinqiao.intake.actions import register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def another_case(event: Event) -> Case:
    case = fresh(event.case)
    case.pk, case.number, case.appellant = None, "2509019999993", None
    case.save()
    return case


# Of an event's columns `id` only names the row, and `tx` only orders readers; a restore renumbers it.
COLUMNS = {field.attname for field in Event._meta.concrete_fields} - {"id", "tx"}
FALSE = {
    "case_id": lambda event: another_case(event).pk,
    "seq": lambda event: event.seq + 100,
    "verb": lambda event: "archive" if event.verb != "archive" else "dispatch",
    "at": lambda event: event.at - timedelta(microseconds=1),
    "recorded_at": lambda event: event.recorded_at - timedelta(microseconds=1),
    "by_id": lambda event: person("auditor").pk,
    "assignment_id": lambda event: replied().pk,  # another case's task, of the same suffix
    "from_state": lambda event: "handling" if event.from_state != "handling" else "replied",
    "to_state": lambda event: "handling" if event.to_state != "handling" else "replied",
    "data": lambda event: {"note": "nothing"},
    "hash": lambda event: bytes(32),
}


def test_every_column_of_an_event_is_tried():
    assert set(FALSE) == COLUMNS


@pytest.mark.parametrize("column", sorted(FALSE))
def test_a_false_column_of_any_event_is_found(column):
    case = archived()
    assert faults(case) == []
    for event in case.events.order_by("seq"):
        with transaction.atomic():
            false = FALSE[column](event)
            with past_the_trigger():
                Event.objects.filter(pk=event.pk).update(**{column: false})
            named = (f"seq {event.seq}", f"ends at seq {event.seq - 1}")
            assert any(part in fault for fault in faults(case) for part in named), (event.seq, faults(case))
            transaction.set_rollback(True)


def test_an_event_that_was_altered_together_with_its_hash_breaks_the_link_to_the_next():
    case = archived()
    before, altered = case.events.order_by("seq")[1:3]
    altered.at += timedelta(hours=1)
    forged = chain.link(bytes(before.hash), chain_facts(case.number, altered))
    with past_the_trigger():
        Event.objects.filter(pk=altered.pk).update(at=altered.at, hash=forged)
    Assignment.objects.filter(case=case).update(signed_at=altered.at)
    assert faults(case) == ["seq 4: the event was altered (hash)"]


@pytest.mark.parametrize("data", [3, [], "words", {"unit": "cgj"}, {"unit": "cgj", "due_at": "soon"}])
def test_data_of_any_shape_is_a_fault_and_no_crash(data):
    case = archived()
    with past_the_trigger():
        Event.objects.filter(case=case, verb="dispatch").update(data=data)
    assert "seq 2: the event was altered (hash)" in faults(case)


def test_an_event_taken_out_of_the_middle_is_missed():
    case = archived()
    with past_the_trigger():
        Event.objects.get(case=case, verb="sign").delete()
    assert "seq 3 is missing" in faults(case)


def test_a_tail_cut_off_is_missed():
    case = archived()
    with past_the_trigger():
        case.events.latest("seq").delete()
    assert "the history ends at seq 6, the case knows 7 (cut tail)" in faults(case)


def whole_story() -> Case:
    """A case with a bit of everything: handed down, extended, paused, objected to, merged into, answered below."""
    earlier = archived()
    district, town = delegated("dongcheng", "heping", accused="reli", earlier=earlier.number, phone="")
    reviewer, handler = above("reviewer", district), its("handler", district)
    handling.extend(district, until_on=date(2025, 9, 12), reason="会商", told=True, by=handler, now=at(30))
    dispatch.rule_extension(district, granted=True, by=reviewer, now=at(35))
    handling.pause(district, until=at(3000), reason="待材料", by=handler, now=at(40))
    dispatch.rule_pause(district, granted=True, by=reviewer, now=at(45))
    asked_back(town, now=at(50))
    dispatch.rule_return(town, granted=False, reason="属地", by=above("dispatcher", town), now=at(55))
    handling.object(town, reason="不属我街道", by=its("liaison", town), now=at(60))
    dispatch.rule_objection(town, granted=False, reason="指定", by=above("dispatcher", town), now=at(65))
    handling.contact(district, result="reached", by=handler, now=at(70))
    intake.flag(fresh(district.case), flag="crowd", by=person("agent"), now=at(75))
    merged(fresh(district.case), now=at(80))
    handling.exclude(
        district,
        indicator="completed_in_time",
        ground="impossible",
        reason="政策",
        by=its("liaison", district),
        now=at(120),
    )
    return fresh(district.case)


# Columns that only name a row, or that no event tells: contact data stand in none and can be erased.
UNTOLD = {Case: {"id", "appellant"}, Assignment: {"id"}, Request: {"id"}}
# Columns of which `check` says what is wrong in other words than their name: the chain breaks, or a row is missed.
NAMED_OTHERWISE = {"number", "seq", "head", "case", "suffix", "asked", "assignment", "parent", "registered_by"}


def false_values(row: Model, twin: Model, field: Field) -> list[object]:
    """Something else than what stands there, of the kind that may stand there; and nothing, where that may be."""
    value = getattr(row, field.name)
    nothing = [None] if field.null and value is not None else []
    if field.is_relation:
        of_the_twin = getattr(twin, field.name) if field.related_model in (Case, Assignment, Event) else None
        other = of_the_twin or field.related_model.objects.exclude(pk=value.pk if value else None).first()
        return [other, *nothing]
    return [_otherwise(field, value), *nothing]


def _otherwise(field: Field, value: object) -> object:
    if field.choices:
        return next(choice for choice, _ in field.choices if choice != value)
    match field.get_internal_type():
        case "DateTimeField":
            return (value or MONDAY) + timedelta(days=9)
        case "BooleanField":
            return not value
        case "JSONField":
            return {"rule": "R99"}
        case "BinaryField":
            return bytes(32)
        case "IntegerField" | "SmallIntegerField":
            return value + 7
        case "CharField":
            return "propose_answer" if field.name == "kind" else "9"
    raise AssertionError(f"say what is false of {field}")


@pytest.mark.parametrize("model", UNTOLD, ids=lambda model: model.__name__)
def test_a_row_that_is_not_as_its_events_say_is_named(model):
    """Every column of a case, its tasks and its requests, in every row: new columns come in by themselves."""
    case, twin = whole_story(), whole_story()
    assert faults(case) == faults(twin) == []
    for field in model._meta.concrete_fields:
        if not field.generated and field.name not in UNTOLD[model]:
            with transaction.atomic():
                _try_in_every_row(field, case, twin)
                transaction.set_rollback(True)


def _try_in_every_row(field: Field, case: Case, twin: Case) -> None:
    model, column = field.model, field.name
    for row, other in zip(_rows(model, case), _rows(model, twin), strict=True):
        for false in false_values(row, other, field):
            _falsify(row, other, field, false)
            found = faults(case)
            assert found, (row, false)
            if column not in NAMED_OTHERWISE:
                assert any(column in fault for fault in found), (row, false, found)
            model.objects.filter(pk=row.pk).update(**{column: getattr(row, column)})
            assert faults(case) == []


def _rows(model: type[Model], case: Case) -> list[Model]:
    rows = model.objects.filter(pk=case.pk) if model is Case else model.objects.filter(case=case)
    return list(rows.order_by("pk"))


def _falsify(row: Model, other: Model, field: Field, false: object) -> None:
    """What the database itself would not let stand twice is first taken from the twin."""
    if field.name in ("asked", "ruled") and getattr(other, field.name) == false:
        type(other).objects.filter(pk=other.pk).delete()
    if (type(row), field.name) == (Assignment, "case"):
        Assignment.objects.filter(case=false).update(suffix=F("suffix") + 50)
    type(row).objects.filter(pk=row.pk).update(**{field.name: false})


def test_a_task_under_another_number_is_not_the_one_of_its_events():
    case = archived()
    Assignment.objects.filter(case=case).update(suffix=7)
    assert "seq 2: the event was altered (hash)" in faults(case)


def test_a_task_that_was_slipped_in_is_named():
    case = archived()
    task = case.assignments.get()
    task.pk, task.suffix = None, 2
    task.save()
    assert "task 2 is in the rows only" in faults(case)


def test_swapped_words_are_found():
    case = archived()
    CaseText.objects.filter(case=case, event__verb="reply").update(body="无法办理。")
    assert any("the text was altered" in fault for fault in faults(case))


def test_words_that_vanished_without_being_erased_are_missed():
    case = archived()
    CaseText.objects.filter(case=case, event__verb="reply").delete()
    assert any("text and digest do not belong together" in fault for fault in faults(case))


def test_a_file_that_was_swapped_or_taken_away_is_missed():
    photos = [SimpleUploadedFile(name, SAMPLES[name]) for name in (".jpg", ".png")]
    case = register(draft(), uploads=photos, by=person("agent"), now=MONDAY)
    assert faults(case) == []
    Enclosure.objects.filter(event__case=case).latest("pk").delete()
    assert "seq 1: the files are not those of the event" in faults(case)


def test_erased_words_leave_the_chain_whole():
    case = archived()
    CaseText.objects.filter(case=case).update(title="", body="", salt=b"", erased_at=timezone.now())
    Case.objects.filter(pk=case.pk).update(title="")
    assert faults(case) == []


@pytest.mark.parametrize("statement", ["UPDATE cases_event SET at = now()", "DELETE FROM cases_event"])
def test_the_database_itself_refuses_to_alter_an_event(statement):
    case = archived()
    with pytest.raises(DatabaseError, match="events are append-only"), transaction.atomic():
        Event.objects.raw(statement)._fetch_all()
    assert faults(case) == []


def test_check_names_the_case_prints_nothing_personal_and_ends_with_1(capsys):
    good, bad = archived(), archived()
    Case.objects.filter(pk=bad.pk).update(stage="in_hand")
    with pytest.raises(SystemExit) as ended:
        call_command("check")
    out = capsys.readouterr().out
    assert ended.value.code == 1
    assert f"{bad.number}: stage is in_hand, replay says archived" in out
    assert "2 cases checked, 1 faults" in out
    assert good.number not in out


def test_check_ends_with_0_when_all_is_as_the_events_say(capsys):
    archived()
    replied()
    call_command("check")
    assert "2 cases checked, 0 faults" in capsys.readouterr().out


def test_many_cases_take_no_more_queries_than_a_few(django_assert_num_queries):
    archived()
    with django_assert_num_queries(7):
        assert [found for _, found in check_all()] == [[]]
    for _ in range(4):
        replied()
    with django_assert_num_queries(7):
        assert [found for _, found in check_all()] == [[]] * 5


def test_a_fault_never_quotes_what_was_said():
    case = archived()
    Case.objects.filter(pk=case.pk).update(title="改过的标题")
    CaseText.objects.filter(case=case).update(body="改过的内容")
    told = " ".join(faults(fresh(case)))
    assert "改过" not in told
    assert "路灯" not in told


def test_a_text_that_is_only_called_erased_is_found():
    case = archived()
    CaseText.objects.filter(event__case=case, event__verb="reply").update(erased_at=timezone.now(), body="别的话")
    assert [fault.partition(": ")[2] for fault in faults(case)] == ["the text is called erased and is not"]


@pytest.mark.parametrize("files", [5, [None, "a"], "words"])
def test_files_of_any_shape_are_a_fault_and_no_crash(files):
    case = archived()
    with past_the_trigger():
        Event.objects.filter(case=case, seq=1).update(data={"files": files})
    assert faults(case)


def test_an_altered_place_round_or_foreign_number_is_found():
    case = register(draft(place="东门菜市场", system="旧热线", foreign_number="A-7"), by=person("agent"), now=MONDAY)
    assert faults(case) == []
    for altered in ({"place": "西门"}, {"round": 2}):
        with transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**altered)
            assert faults(fresh(case)), altered
            transaction.set_rollback(True)
    case.foreign_numbers.update(number="A-8")
    assert faults(fresh(case))
