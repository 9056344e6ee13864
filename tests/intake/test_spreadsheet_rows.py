"""One row of a spreadsheet, in all the ways in which people write numbers and dates."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from xinqiao.intake.channels.base import Unreadable
from xinqiao.intake.channels.spreadsheet import read

SHANGHAI = ZoneInfo("Asia/Shanghai")
USUAL = {
    "source": "import", "case_type": "help", "system": "旧系统", "zone": SHANGHAI,
    "foreign_number": "2549", "text": "楼道灯坏了，请派人修。",
}  # fmt: skip


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (datetime(2025, 8, 30, 9, 5), moment(2025, 8, 30, 9, 5)),
        (date(2025, 8, 30), moment(2025, 8, 30)),
        ("2025-08-30 09:05:59", moment(2025, 8, 30, 9, 5, 59)),
        ("2025-8-3 9:05", moment(2025, 8, 3, 9, 5)),
        ("2025/8/30 9:05:01", moment(2025, 8, 30, 9, 5, 1)),
        ("2025.08.30", moment(2025, 8, 30)),
        ("2025-08-30T09:05:59", moment(2025, 8, 30, 9, 5, 59)),
        ("2025-08-30 09:05:59.0", moment(2025, 8, 30, 9, 5, 59)),
        ("2025年8月30日", moment(2025, 8, 30)),
        ("2025年8月30日 9:05", moment(2025, 8, 30, 9, 5)),
        (" 2025-08-30\n", moment(2025, 8, 30)),
        ("20250830", moment(2025, 8, 30)),
        (20250830, moment(2025, 8, 30)),
        (20250830.0, moment(2025, 8, 30)),
        (45899.5, moment(2025, 8, 30, 12)),
        (45899, moment(2025, 8, 30)),
        ("", None),
        (None, None),
    ],
)
def test_dates_in_all_their_forms(written, meant):
    assert read(USUAL | {"at": written}).at == meant


@pytest.mark.parametrize(
    "written", ["昨天", "2025-13-01", "2025-02-30", "30/08/25", -3, 0, 1e12, float("inf"), True, "1e5"]
)
def test_what_is_no_date_is_a_problem_of_its_field_and_no_crash(written):
    with pytest.raises(Unreadable) as refused:
        read(USUAL | {"at": written})
    assert set(refused.value.problems) == {"at"}
    assert "2026-11-22 09:30" in refused.value.problems["at"]


@pytest.mark.parametrize(
    ("cell", "number"), [(2549.0, "2549"), (2549, "2549"), ("2549", "2549"), (" 2549 ", "2549"), ("2549.0", "2549"),
                         ("A-2549.0", "A-2549.0"), ("002549", "002549")],
)  # fmt: skip
def test_a_number_is_what_the_old_system_called_it(cell, number):
    assert read(USUAL | {"foreign_number": cell}).foreign_number == number


def test_numbers_in_number_cells_are_phones_and_codes_all_the_same():
    row = read(USUAL | {"phone": 13912345678.0, "category": 1102.0, "area": 101.0})
    assert (row.phone, row.category, row.area) == ("13912345678", "1102", "101")


def test_every_problem_of_a_row_is_told_at_once():
    with pytest.raises(Unreadable) as refused:
        read(USUAL | {"foreign_number": " ", "text": "\u3000\n\t", "at": "昨天"})
    assert set(refused.value.problems) == {"foreign_number", "text", "at"}


def test_words_lose_what_cannot_be_seen_and_keep_their_lines():
    row = read(
        USUAL | {"text": "\ufeff\u3000楼道灯坏了。\r\n\r\n  请 派人修。\x00\x07\n", "name": "张三\u3000李四\xa0王五"}
    )
    assert row.text == "楼道灯坏了。\n请 派人修。"
    assert row.name == "张三 李四 王五"


def test_the_title_is_its_own_or_the_first_line_and_fits():
    assert read(USUAL | {"title": " 楼道灯 "}).title == "楼道灯"
    assert read(USUAL | {"text": "楼道灯坏了\n第二行"}).title == "楼道灯坏了"
    long = read(USUAL | {"text": "长" * 150}).title
    assert (len(long), long[-1]) == (100, "…")
