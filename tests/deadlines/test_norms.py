"""Time limits differ by place: every row of the norms' table is a row of the matrix, over real holidays and weekends
worked in return. Sunday 2025-09-28, Saturdays 2025-10-11, 2026-02-14 and 2026-02-28 are worked."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.clock.calendars import CALENDAR, at
from xinqiao.catalogue.models import Category
from xinqiao.clock.spans import Extension, Span
from xinqiao.deadlines.extension import extension_until, latest
from xinqiao.deadlines.limits import Limits
from xinqiao.deadlines.models import DeadlineRule
from xinqiao.deadlines.moments import Decisive, moments_of
from xinqiao.deadlines.rules import Matter, limits_of, pick
from xinqiao.people.policy import Policy

UTILITIES = Category(pk=1, code="10", path="/10/")
COMPLEX = Category(pk=2, code="20", path="/20/")
STATUTORY = Category(pk=3, code="30", path="/30/")
ENTERPRISE, PROVINCE = 7, 9


def rule(code: str, handle_limit: str = "5 wd", **columns: object) -> DeadlineRule:
    return DeadlineRule(code=code, handle_limit=handle_limit, **columns)


# Where the norms say nothing of handling, the row holds the usual five days and is not asked.
PLACES = {
    "天津": [
        rule("life", urgency="critical", sign_limit="15 min", return_limit="1 wd"),
        rule("utilities", category=UTILITIES, sign_limit="30 min", return_limit="1 wd"),
        rule("complex", category=COMPLEX, sign_limit="1 wd", return_limit="2 wd"),
        rule("other", sign_limit="1 wd", return_limit="1 wd"),
    ],
    "山东 2020": [rule("any", "5 wd", extension_limit="10 wd", return_limit="2 wd")],
    "四川 2025": [
        rule("consultation", "3 wd", case_type="consultation"),
        rule("help", "7 wd", case_type="help"),
        rule("suggestion", "7 wd", case_type="suggestion"),
        rule("complaint", "15 wd", case_type="complaint"),
        rule("report", "15 wd", case_type="report"),
    ],
    "枣庄企业": [
        rule("any"),
        rule(
            "enterprise", "10 wd", source_id=ENTERPRISE, sign_limit="1 wd", answer_limit="2 wd", extension_limit="15 wd"
        ),
    ],
    "山东企业": [
        rule("plain", "3 wd", case_type="consultation", sign_limit="1 wd", extension_limit="27 wd"),
        rule("other", "15 wd", sign_limit="1 wd", extension_limit="15 wd"),
    ],
    "北京草案": [
        rule("urgent", "2 h", urgency="critical"),
        rule("utilities", "24 h", category=UTILITIES),
        rule("any", "7 d"),
        rule("complex", "15 d", category=COMPLEX),
        rule("unmoved", "168 h", category=STATUTORY),  # seven days that no holiday moves
    ],
    "上海约 2015": [
        rule("urgent", "1 wd", urgency="urgent"),
        rule("any", "5 wd"),
        rule("complex", "15 wd", category=COMPLEX),
    ],
    "潍坊": [
        rule("any", "5 wd", extension_needs_progress=True),
        rule("licence", "30 wd", category=STATUTORY, extension_needs_progress=True),
        rule("review", "60 d", category=COMPLEX, extension_needs_progress=True),
    ],
    "嘉峪关": [rule("any", "5 wd", answer_limit="3 wd"), rule("complaint", "10 wd", case_type="complaint")],
}


def limits(place: str, **facts: object) -> Limits:
    usual = {"case_type": "help", "category_path": "", "urgency": "normal", "source_id": 1, "unit_level": 1}
    asked = Matter(**usual | facts)
    chosen = pick(PLACES[place], asked)
    assert chosen is not None
    factor = Decimal("0.5") if asked.source_id == PROVINCE else 1
    return limits_of(chosen, factor=factor)


LIFE = {"urgency": "critical"}
URGENT = {"urgency": "urgent"}
WATER = {"category_path": "/10/1001/"}
HARD = {"category_path": "/20/2001/"}
BY_LAW = {"category_path": "/30/3001/"}
FROM_ABOVE = {"source_id": PROVINCE}
OF_FIRM = {"source_id": ENTERPRISE}


def of(case_type: str) -> dict[str, str]:
    return {"case_type": case_type}


@pytest.mark.parametrize(
    ("place", "what", "column", "received", "due"),
    [
        ("天津", LIFE, "sign", "2025-10-01 23:50", "2025-10-02 00:05"),
        ("天津", LIFE | WATER, "sign", "2025-10-01 23:50", "2025-10-02 00:05"),
        ("天津", WATER, "sign", "2025-10-01 23:50", "2025-10-02 00:20"),  # any day
        ("天津", {}, "sign", "2025-09-30 16:00", "2025-10-09 17:30"),
        ("天津", {}, "sign", "2025-09-26 16:00", "2025-09-28 17:30"),
        ("天津", {}, "return", "2025-09-26 16:00", "2025-09-28 17:30"),
        ("天津", HARD, "return", "2025-09-26 16:00", "2025-09-29 17:30"),
        ("天津", HARD, "return", "2025-09-30 16:00", "2025-10-10 17:30"),
        ("山东 2020", {}, "handle", "2025-09-22 10:00", "2025-09-28 17:30"),
        ("山东 2020", {}, "extension", "2025-09-22 10:00", "2025-10-17 17:30"),
        ("山东 2020", {}, "return", "2025-09-26 10:00", "2025-09-29 17:30"),
        ("四川 2025", of("consultation"), "handle", "2026-02-13 10:00", "2026-02-25 17:30"),
        ("四川 2025", of("help"), "handle", "2026-02-13 10:00", "2026-03-02 17:30"),
        ("四川 2025", of("suggestion"), "handle", "2026-02-13 10:00", "2026-03-02 17:30"),
        ("四川 2025", of("complaint"), "handle", "2026-02-13 10:00", "2026-03-12 17:30"),
        ("四川 2025", of("report"), "handle", "2026-02-13 10:00", "2026-03-12 17:30"),
        ("四川 2025", of("help"), "extension", "2026-02-13 10:00", None),  # allowed, no ceiling
        ("枣庄企业", OF_FIRM, "sign", "2025-09-30 16:00", "2025-10-09 17:30"),
        ("枣庄企业", OF_FIRM, "answer", "2025-09-30 16:00", "2025-10-10 17:30"),
        ("枣庄企业", OF_FIRM, "handle", "2025-09-30 16:00", "2025-10-21 17:30"),
        ("枣庄企业", OF_FIRM, "extension", "2025-09-30 16:00", "2025-11-11 17:30"),  # 25 working days in all
        ("枣庄企业", {}, "answer", "2025-09-30 16:00", None),
        ("山东企业", {}, "sign", "2025-09-22 10:00", "2025-09-23 17:30"),
        ("山东企业", of("consultation"), "handle", "2025-09-22 10:00", "2025-09-25 17:30"),
        ("山东企业", {}, "handle", "2025-09-22 10:00", "2025-10-17 17:30"),
        ("山东企业", of("consultation"), "extension", "2025-09-22 10:00", "2025-11-07 17:30"),  # 30 in all
        ("山东企业", {}, "extension", "2025-09-22 10:00", "2025-11-07 17:30"),
        ("北京草案", LIFE, "handle", "2025-10-01 23:00", "2025-10-02 01:00"),
        ("北京草案", WATER, "handle", "2025-09-30 23:50", "2025-10-01 23:50"),
        ("北京草案", {}, "handle", "2025-09-22 10:00", "2025-09-29 17:30"),
        ("北京草案", {}, "handle", "2025-09-24 10:00", "2025-10-09 17:30"),  # a last day off moves on
        ("北京草案", HARD, "handle", "2025-09-01 10:00", "2025-09-16 17:30"),
        ("北京草案", HARD, "handle", "2025-09-22 10:00", "2025-10-09 17:30"),
        ("北京草案", BY_LAW, "handle", "2025-09-24 10:00", "2025-10-01 10:00"),
        ("上海约 2015", URGENT, "handle", "2025-09-22 10:00", "2025-09-23 17:30"),
        ("上海约 2015", {}, "handle", "2025-09-22 10:00", "2025-09-28 17:30"),
        ("上海约 2015", HARD, "handle", "2025-09-22 10:00", "2025-10-17 17:30"),
        ("潍坊", {}, "handle", "2025-09-22 10:00", "2025-09-28 17:30"),
        ("潍坊", BY_LAW, "handle", "2025-09-22 10:00", "2025-11-07 17:30"),
        ("潍坊", HARD, "handle", "2025-09-22 10:00", "2025-11-21 17:30"),
        ("嘉峪关", {}, "handle", "2025-09-22 10:00", "2025-09-28 17:30"),
        ("嘉峪关", FROM_ABOVE, "handle", "2025-09-22 10:00", "2025-09-25 17:30"),  # half of 5 are 3
        ("嘉峪关", FROM_ABOVE, "answer", "2025-09-22 10:00", "2025-09-24 17:30"),  # half of 3 are 2
        ("嘉峪关", FROM_ABOVE | of("complaint"), "handle", "2025-09-22 10:00", "2025-09-28 17:30"),
    ],
)
def test_every_row_of_the_time_limit_table(place, what, column, received, due):
    given = limits(place, **what)
    moments = moments_of(given, at(received), CALENDAR)
    found = {
        "sign": moments.sign_due_at,
        "answer": moments.answer_due_at,
        "handle": moments.due_at,
        "extension": latest(moments.due_at, given, CALENDAR),
        "return": moments.return_due_at,
    }[column]
    assert found == (at(due) if due else None)


@pytest.mark.parametrize(
    ("place", "what", "received", "paused", "due"),
    [
        ("山东 2020", {}, "2025-09-22 10:00", ("2025-09-24 09:00", "2025-09-25 09:00"), "2025-09-29 17:30"),
        ("山东 2020", {}, "2025-09-26 10:00", ("2025-09-30 17:30", "2025-10-09 09:00"), "2025-10-10 17:30"),  # holiday
        ("枣庄企业", OF_FIRM, "2025-09-30 16:00", ("2025-10-11 09:00", "2025-10-11 17:30"), "2025-10-22 17:30"),
        ("四川 2025", of("help"), "2026-02-13 10:00", ("2026-02-14 09:00", "2026-02-24 17:30"), "2026-03-04 17:30"),
        ("北京草案", WATER, "2025-09-30 23:00", ("2025-10-01 01:00", "2025-10-01 07:00"), "2025-10-02 05:00"),
        ("北京草案", {}, "2025-09-22 10:00", ("2025-09-24 09:00", "2025-09-24 10:00"), "2025-09-30 17:30"),
        ("潍坊", HARD, "2025-09-22 10:00", ("2025-10-01 00:00", "2025-10-04 00:00"), "2025-11-24 17:30"),
        ("嘉峪关", FROM_ABOVE, "2025-09-22 10:00", ("2025-09-23 09:00", "2025-09-24 09:00"), "2025-09-26 17:30"),
    ],
)
def test_an_approved_pause_is_not_counted(place, what, received, paused, due):
    pause = Span(*map(at, paused))
    assert moments_of(limits(place, **what), at(received), CALENDAR, pauses=[pause]).due_at == at(due)


@pytest.mark.parametrize(
    ("own", "due", "decided_by"),
    [
        ("2025-09-24 12:00", "2025-09-24 12:00", Decisive.ORDER),
        ("2025-09-25 17:30", "2025-09-25 17:30", Decisive.RULE),
        ("2025-10-15 17:30", "2025-09-25 17:30", Decisive.RULE),
    ],
)
def test_an_order_from_the_province_is_due_at_the_earlier_of_its_own_deadline_and_half_the_limit(own, due, decided_by):
    """Floor rule 9."""
    given = replace(limits("嘉峪关", **FROM_ABOVE), own_due_at=at(own))
    moments = moments_of(given, at("2025-09-22 10:00"), CALENDAR)
    assert (moments.due_at, moments.decided_by) == (at(due), decided_by)


@pytest.mark.parametrize(
    ("place", "what", "received", "until", "due"),
    [
        ("山东 2020", {}, "2025-09-22 10:00", "2025-10-17", "2025-10-17 17:30"),
        ("枣庄企业", OF_FIRM, "2025-09-30 16:00", "2025-11-11", "2025-11-11 17:30"),
        ("四川 2025", of("complaint"), "2026-02-13 10:00", "2026-06-30", "2026-06-30 17:30"),
        ("潍坊", {}, "2025-09-22 10:00", "2025-10-11", "2025-10-11 17:30"),
    ],
)
def test_an_extension_is_granted_until_the_day_it_states(place, what, received, until, due):
    """Floor rule 7."""
    given, start = limits(place, **what), at(received)
    was = moments_of(given, start, CALENDAR).due_at
    more = extension_until(at(f"{until} 00:00").date(), was, given, CALENDAR)
    assert moments_of(given, start, CALENDAR, extensions=[Extension(was, more)]).due_at == at(due)


def test_weifang_wants_the_progress_stated():
    assert limits("潍坊").extension_needs_progress
    assert not limits("山东 2020").extension_needs_progress


def test_tianjin_designates_after_three_dispatches():
    assert Policy().dispatch.designated_after == 3
