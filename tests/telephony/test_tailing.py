"""The event file becomes the call log: once, whatever happens in between."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import OperationalError

from tests.telephony.happening import Happening, answered_call
from xinqiao.telephony import callog, cel
from xinqiao.telephony.models import Call, CallSegment, EventFile, OpenEvent, StrangeLine

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def events(tmp_path: Path) -> Path:
    return tmp_path / "Master.csv"


def append(events: Path, text: str) -> None:
    with events.open("a", encoding="utf-8") as file:
        file.write(text)


def read_all(events: Path) -> None:
    while cel.take_in(events, now=NOW):
        pass


def log() -> list[object]:
    calls = Call.objects.order_by("linkedid")
    return [
        [
            (call.linkedid, call.phone, call.answered_at, call.ended_at, call.rating, call.hung_up_by, call.seat),
            list(call.segments.values_list("kind", "began_at", "ended_at", "seat", "detail", "outcome")),
        ]
        for call in calls
    ]


def test_an_answered_call_stands_in_the_log(events: Path):
    append(events, answered_call().text)
    read_all(events)
    call = Call.objects.get()
    assert (call.phone, call.rating, call.seat, call.hung_up_by) == ("13800005678", 4, "8001", "agent")
    assert list(call.segments.values_list("kind", flat=True)) == ["ivr", "queue", "ring", "talk", "recording"]
    assert not OpenEvent.objects.exists()


def test_a_file_that_comes_in_pieces_gives_the_same_log(events: Path):
    whole = events.with_name("whole.csv")
    append(whole, answered_call().text)
    read_all(whole)
    expected = log()
    Call.objects.all().delete()
    text = answered_call().text
    for begin in range(0, len(text), 97):  # lines are cut anywhere
        append(events, text[begin : begin + 97])
        read_all(events)
    assert log() == expected


def test_a_call_is_in_the_log_while_it_runs(events: Path):
    append(events, Happening().rings().asks_for("general", tenths=1).text)
    read_all(events)
    call = Call.objects.get()
    assert (call.entered_at is not None, call.ended_at) == (True, None)


@pytest.mark.parametrize("lines", [range(20), range(3), range(5, 12), range(16, 20)])
def test_lines_that_come_twice_change_nothing(events: Path, lines: range):
    call = answered_call()
    append(events, call.text)
    read_all(events)
    expected = log()
    append(events, "".join(f"{line}\n" for place, line in enumerate(call.lines) if place in lines))
    read_all(events)
    assert log() == expected
    assert not OpenEvent.objects.exists()


def test_lines_of_a_running_call_that_come_twice_change_nothing(events: Path):
    call = Happening().rings().asks_for("general", tenths=1).seat(10, "CHAN_START")
    append(events, call.text)
    read_all(events)
    append(events, call.text)
    read_all(events)
    assert list(CallSegment.objects.values_list("kind", flat=True)) == ["queue", "ring"]


def test_a_rotated_file_is_read_to_its_end_first(events: Path):
    lines = [f"{line}\n" for line in answered_call().lines]
    append(events, "".join(lines[:5]))
    read_all(events)
    append(events, "".join(lines[5:9]))
    events.rename(events.with_name("Master.csv.1"))
    append(events, "".join(lines[9:]))
    for _ in range(3):
        cel.take_in(events, now=NOW)
    assert Call.objects.get().segments.count() == 5


def test_an_emptied_file_is_begun_anew(events: Path):
    append(events, answered_call().text)
    read_all(events)
    events.write_text("")
    append(events, Happening(linkedid="1795319000.7").rings().ends(10).text)
    read_all(events)
    assert Call.objects.count() == 2


def test_a_line_that_cannot_be_read_is_kept_aside_and_blocks_nothing(events: Path):
    lines = answered_call().lines
    append(events, "\n".join([*lines[:4], "\x00 什么", *lines[4:], ""]))
    read_all(events)
    assert Call.objects.get().rating == 4
    assert StrangeLine.objects.get().line == "\x00 什么"


def test_what_was_not_written_is_read_again(events: Path, monkeypatch: pytest.MonkeyPatch):
    append(events, answered_call().text)

    def away(linkedid: str) -> None:
        raise OperationalError("the database has gone")

    with monkeypatch.context() as patched:
        patched.setattr(callog, "write", away)
        with pytest.raises(OperationalError):
            cel.take_in(events, now=NOW)
    assert not EventFile.objects.filter(offset__gt=0).exists()
    read_all(events)
    assert Call.objects.get().segments.count() == 5


def test_a_withheld_number_is_no_number(events: Path):
    append(events, Happening(phone="anonymous").rings().ends(10).text)
    read_all(events)
    assert (Call.objects.get().phone, Call.objects.get().phone_index) == ("", "")


def test_nothing_is_there_yet(events: Path):
    assert cel.take_in(events, now=NOW) == 0
