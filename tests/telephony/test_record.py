"""What a call was, told from its events."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.telephony.happening import Happening, answered_call
from xinqiao.telephony.record import CallRecord, segments
from xinqiao.telephony.rows import UnreadableLine, read


def told(call: Happening) -> CallRecord:
    return segments(map(read, call.lines))


def outline(call: Happening) -> list[tuple[str, str, str, str]]:
    return [(part.kind, part.seat, part.detail, part.outcome) for part in told(call).segments]


def lengths(parts: Iterable[object]) -> dict[str, float]:
    return {part.kind: (part.ended_at - part.began_at).total_seconds() for part in parts}


def test_an_answered_call_has_menu_wait_ring_talk_and_rating():
    record = told(answered_call())
    assert (record.direction, record.phone, record.queue, record.seat) == ("inbound", "13800005678", "general", "8001")
    assert (record.hung_up_by, record.rating) == ("agent", 4)
    assert [name for _, name in record.recordings] == ["a.wav"]
    assert lengths(record.segments) == {"ivr": 2.0, "queue": 5.9, "ring": 5.0, "talk": 12.0}


def test_who_hangs_up_in_the_menu_asked_for_nobody():
    record = told(Happening().rings().ends(40))
    assert (record.entered_at, record.answered_at, record.hung_up_by) == (None, None, "citizen")
    assert record.segments == ()


def test_who_gives_up_waiting_abandoned_the_queue():
    call = Happening().rings().asks_for("general", tenths=1).ends(41)
    assert outline(call) == [("queue", "", "general", "abandoned")]
    assert told(call).entered_at is not None
    assert told(call).answered_at is None


@pytest.mark.parametrize(("cause", "outcome"), [(17, "busy"), (19, "unanswered"), (0, "unanswered")])
def test_a_seat_that_does_not_answer_passes_the_call_on_to_the_next(cause: int, outcome: str):
    call = Happening().rings().asks_for("general", tenths=1).seat(10, "CHAN_START", "8002")
    call.seat(50, "HANGUP", "8002", hangupcause=cause).seat(60, "CHAN_START").is_answered(90).parts(120).ends(120)
    rings = [part for part in outline(call) if part[0] == "ring"]
    assert rings == [("ring", "8002", "", outcome), ("ring", "8001", "", "answered")]
    assert told(call).seat == "8001"


def test_a_full_line_sends_the_caller_to_another_queue():
    call = Happening().rings().asks_for("heating", tenths=1).citizen(201, "QueueLeave", extra="TIMEOUT")
    call.asks_for("general", tenths=201).seat(210, "CHAN_START").is_answered(240).parts(300).ends(300)
    assert [part[2:] for part in outline(call) if part[0] == "queue"] == [
        ("heating", "timeout"),
        ("general", "answered"),
    ]
    assert told(call).queue == "general"


def test_the_system_ends_a_call_that_nobody_ended():
    assert told(Happening().rings().ends(30, source="")).hung_up_by == "system"


def test_a_transferred_call_has_two_talks():
    call = answered_call()
    call.lines = call.lines[:-5]  # before the end
    call.seat(200, "BLINDTRANSFER").seat(205, "CHAN_START", "8009").is_answered(230, "8009").parts(300, "8009").ends(
        300
    )
    assert [part[1] for part in outline(call) if part[0] == "talk"] == ["8001", "8009"]
    assert ("transfer", "8001", "blind", "") in outline(call)


def test_a_call_that_still_runs_tells_what_is_known():
    record = told(Happening().rings().asks_for("general", tenths=1).seat(10, "CHAN_START"))
    assert [(part.kind, part.ended_at) for part in record.segments] == [("queue", None), ("ring", None)]
    assert (record.ended_at, record.hung_up_by) == (None, "")


@pytest.mark.parametrize("pressed", ["", "0", "6", "44", "*"])
def test_another_key_is_no_rating(pressed: str):
    assert told(Happening().rings().citizen(10, "Rating", extra=pressed).ends(20)).rating is None


@pytest.mark.parametrize(
    "line",
    [
        "",
        "中文",
        '"ANSWER","2026-11-22T03:42:52"',
        answered_call().lines[0].replace("+0800", ""),
        answered_call().lines[0].replace("1795318977.1", ""),
        answered_call().lines[2].replace('""1""', '""1'),
        answered_call().lines[0].replace('""', '"[1]"'),
    ],
)
def test_a_line_that_is_no_event_is_refused_without_repeating_it(line: str):
    with pytest.raises(UnreadableLine) as refusal:
        read(line)
    assert "13800005678" not in str(refusal.value)


@given(some.text())
def test_whatever_stands_in_a_line_it_is_an_event_or_refused(line: str):
    try:
        read(line)
    except UnreadableLine:
        return
