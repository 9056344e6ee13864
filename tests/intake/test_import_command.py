"""`xinqiao import FILE`: every row is accounted for; the same file twice adds nothing."""

import csv
import stat
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from tests.factories import MONDAY, person
from tests.fixtures.at_once import SOAK
from xinqiao.cases.check import check_all
from xinqiao.cases.models import Case, CaseText, Event, ForeignNumber
from xinqiao.intake import importing
from xinqiao.outbox.models import Row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "clerk")]

HEADER = ["留言编号", "留言用户", "手机", "留言主题", "留言时间", "留言详情", "备注"]
GOOD = [
    [2549, "A0001", 13912345678, "路灯不亮", "2025/8/30 9:05", "路灯连续三晚不亮，请派人修。", "甲"],
    [2550, "A0002", "0937-6221234", "井盖缺失", datetime(2025, 8, 30, 10), "人行道井盖不见了。", "乙"],
    ["2551", None, None, None, None, "垃圾三天没有清运。\n味道很大。", None],
]
BAD = [
    [2552, "A0003", "不详", "无电话", "2025-08-30", "电话写错了。", None],
    [2553, "A0004", None, "无内容", "2025-08-30", None, None],
    [None, "A0005", None, "无编号", "2025-08-30", "没有编号。", None],
    [2555, "A0006", None, "日期错", "前天", "日期写成了字。", None],
    ["长" * 65, "A0007", None, "编号长", "2025-08-30", "编号太长。", None],
]
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
YEARS = {"messages-2019.xlsx": 4_326, "messages-with-replies.xlsx": 2_816}


@pytest.fixture
def clerk(city):
    return person("administrator")


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return write(tmp_path / "旧系统.xlsx", HEADER, *GOOD)


def write(path: Path, *lines: list) -> Path:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    book.save(path)
    return path


def bring_in(path: Path, *options: str) -> int:
    """Run the command; its exit code."""
    try:
        call_command("import", str(path), *options)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_each_row_becomes_a_case_as_it_was_said_then(sheet, capsys):
    assert bring_in(sheet) == 0
    first, second, third = (
        ForeignNumber.objects.get(system="旧系统", number=str(number)).case for number in (2549, 2550, 2551)
    )
    assert first.registered_at == datetime(2025, 8, 30, 9, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert (first.title, first.source.code, first.case_type, first.stage) == (
        "路灯不亮",
        "import",
        "help",
        "registered",
    )
    assert (first.appellant.name, first.appellant.phone) == ("A0001", "13912345678")
    assert second.appellant.phone == "09376221234"
    assert (third.title, third.appellant) == ("垃圾三天没有清运。", None)
    assert CaseText.objects.get(case=third).body == "垃圾三天没有清运。\n味道很大。"
    out = capsys.readouterr().out
    assert "3 rows: 3 imported, 0 already here, 0 refused" in out
    assert "not used: 备注" in out
    assert [faults for _, faults in check_all()] == [[], [], []]


def test_the_second_run_adds_nothing(sheet, capsys):
    bring_in(sheet)
    before = Event.objects.count(), Row.objects.count()
    assert bring_in(sheet) == 0
    assert "3 rows: 0 imported, 3 already here, 0 refused" in capsys.readouterr().out
    assert (Event.objects.count(), Row.objects.count()) == before


def test_a_renamed_copy_is_not_brought_in_again(sheet, tmp_path):
    bring_in(sheet)
    copy = write(tmp_path / "旧系统 (1).xlsx", HEADER, *GOOD)
    with pytest.raises(CommandError, match="--system 旧系统"):
        call_command("import", str(copy))
    assert Case.objects.count() == 3


def test_another_systems_equal_numbers_come_in_under_its_name(sheet, tmp_path, capsys):
    bring_in(sheet)
    other = write(tmp_path / "县区.xlsx", HEADER, *GOOD)
    assert bring_in(other, "--system", "县区") == 0
    assert bring_in(other) == 0  # its name is known now
    assert "3 rows: 0 imported, 3 already here, 0 refused" in capsys.readouterr().out
    assert Case.objects.count() == 6


@pytest.mark.parametrize("column", ["留言主题", "留言详情"])
def test_the_same_number_with_other_content_is_refused_and_not_taken_for_known(column, tmp_path, capsys):
    other = list(GOOD[0])
    other[HEADER.index(column)] = "另一件事"
    assert bring_in(write(tmp_path / "旧系统.xlsx", HEADER, GOOD[0], other)) == 1
    assert "2 rows: 1 imported, 0 already here, 1 refused" in capsys.readouterr().out
    assert "原系统编号相同而内容不同" in (tmp_path / "旧系统.refused.csv").read_text("utf-8-sig")


def test_a_number_whose_words_were_erased_is_still_known(sheet, capsys):
    bring_in(sheet)
    CaseText.objects.update(title="", body="", erased_at=MONDAY)
    assert bring_in(sheet) == 0
    assert "3 rows: 0 imported, 3 already here, 0 refused" in capsys.readouterr().out


def test_refused_rows_are_for_their_owner_alone(tmp_path):
    written = tmp_path / "旧系统.refused.csv"
    for _ in range(2):
        bring_in(write(tmp_path / "旧系统.xlsx", HEADER, *BAD))
        assert stat.S_IMODE(written.stat().st_mode) == 0o600
        written.chmod(0o644)


def test_an_interrupted_import_goes_on_where_it_stopped(sheet, tmp_path, capsys):
    bring_in(write(tmp_path / "旧系统.xlsx", HEADER, *GOOD[:2]))
    bring_in(write(tmp_path / "旧系统.xlsx", HEADER, *GOOD))
    assert "3 rows: 1 imported, 2 already here, 0 refused" in capsys.readouterr().out


def test_refused_rows_stand_beside_the_file_with_their_reasons(tmp_path, capsys):
    path = write(tmp_path / "旧系统.xlsx", HEADER, *GOOD, *BAD)
    assert bring_in(path) == 1
    assert "8 rows: 3 imported, 0 already here, 5 refused" in capsys.readouterr().out
    with (tmp_path / "旧系统.refused.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["行", "原因", *HEADER]
    assert [row[0] for row in rows] == ["5", "6", "7", "8", "9"]
    fields = [row[1].partition("：")[0] for row in rows]
    assert fields == ["phone", "text", "foreign_number", "at", "foreign_number"]
    assert Case.objects.count() == 3


def test_mended_rows_come_in_under_the_same_system_and_numbers(tmp_path, capsys):
    bring_in(write(tmp_path / "旧系统.xlsx", HEADER, *BAD[:1]))
    refused = tmp_path / "旧系统.refused.csv"
    refused.write_text(refused.read_text("utf-8-sig").replace("不详", "13912345678"), encoding="utf-8")
    assert bring_in(refused, "--system", "旧系统") == 0
    bring_in(tmp_path / "旧系统.xlsx")
    assert "1 rows: 0 imported, 1 already here, 0 refused" in capsys.readouterr().out
    assert ForeignNumber.objects.get().number == "2552"


def test_a_dry_run_refuses_the_same_rows_and_writes_nothing(tmp_path, capsys):
    path = write(tmp_path / "旧系统.xlsx", HEADER, *GOOD, *BAD)
    assert bring_in(path, "--dry-run") == 1
    assert "8 rows: 3 readable, 0 already here, 5 refused" in capsys.readouterr().out
    for model in (Case, Event, Row, ForeignNumber):
        assert not model.objects.exists()


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_a_row_that_stands_twice_in_a_file_comes_in_once_however_far_apart(tmp_path, capsys, monkeypatch, options):
    monkeypatch.setattr(importing, "BATCH", 2)
    other = [*GOOD[0][:5], "另一件事。", None]
    assert bring_in(write(tmp_path / "旧系统.xlsx", HEADER, *GOOD, GOOD[0], other), *options) == 1
    word = "readable" if options else "imported"
    assert f"5 rows: 3 {word}, 1 already here, 1 refused" in capsys.readouterr().out


def test_columns_by_hand_and_a_source_of_the_citys(tmp_path):
    path = write(tmp_path / "表.xlsx", ["序号", "说的话"], [1, "路灯不亮"])
    options = ["--map", "foreign_number=序号", "--map", "text=说的话", "--source", "province", "--type", "complaint"]
    assert bring_in(path, *options, "--system", "省平台") == 0
    case = Case.objects.get()
    assert (case.source.code, case.case_type) == ("province", "complaint")
    assert case.foreign_numbers.get().system == "省平台"


def test_a_column_can_be_named_from_either_side(tmp_path):
    path = write(tmp_path / "表.xlsx", ["序号", "说的话"], [1, "路灯不亮"])
    assert bring_in(path, "--map", "序号=foreign_number", "--map", "text=说的话") == 0
    assert Case.objects.get().title == "路灯不亮"


def test_refused_rows_open_as_text_and_never_as_a_formula(tmp_path):
    formula = '=HYPERLINK("file:///tmp")'
    path = tmp_path / "旧系统.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([["编号", "内容", "时间"], [1, formula, "不详"]])
    assert bring_in(path, "--system", "csv") == 1
    refused = tmp_path / "旧系统.refused.csv"
    with refused.open(encoding="utf-8-sig", newline="") as file:
        _, row = csv.reader(file)
    assert row[3] == f"'{formula}"
    refused.write_text(refused.read_text("utf-8-sig").replace("不详", "2019-3-5"), encoding="utf-8")
    assert bring_in(refused, "--system", "csv") == 0
    assert CaseText.objects.get().body == formula  # as it was meant


def test_a_hidden_sheet_is_told(tmp_path, capsys):
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append(GOOD[0])
    book.create_sheet("字典").sheet_state = "hidden"
    book.save(tmp_path / "旧系统.xlsx")
    assert bring_in(tmp_path / "旧系统.xlsx") == 0
    assert "not read: hidden sheet 字典" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--map", "text"], "write FIELD=HEADER"),
        (["--map", "wish=内容"], "write FIELD=HEADER"),
        (["--map", "text=不在"], "没有表头“不在”"),
        (["--source", "pigeon"], "no such source; the city has api"),
        (["--by", "nobody"], "nobody may not import and register"),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_read(sheet, options, why):
    with pytest.raises(CommandError, match=why):
        call_command("import", str(sheet), *options)
    assert not Case.objects.exists()


def test_who_may_not_import_is_not_made_the_one_who_did(sheet):
    with pytest.raises(CommandError, match="agent-xq may not import"):
        call_command("import", str(sheet), "--by", person("agent").username)


def test_a_damaged_file_is_an_answer_and_no_crash(tmp_path):
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04" + bytes(64))
    with pytest.raises(CommandError, match=r"坏\.xlsx 不是可读的表格"):
        call_command("import", str(tmp_path / "坏.xlsx"))


def generated(path: Path, rows: int) -> Path:
    """As many rows as the real file has, where it is not at hand."""
    answer = [["已更换。", "2019/11/20 9:00:01"], [None, None]]  # every second one is still open
    lines = (
        [n, f"A{n:07}", f"第{n}号诉求", "2019/11/5 10:31:38", f"第{n}号路灯不亮。", *answer[n % 2]] for n in range(rows)
    )
    return write(path, ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间"], *lines)


@pytest.mark.parametrize(("name", "rows"), YEARS.items())
def test_a_years_messages_come_in_and_every_row_is_accounted_for(tmp_path, capsys, name, rows):
    real = SHARED / name
    rows = rows if SOAK else 450  # more than two transactions
    path = real if SOAK and real.exists() else generated(tmp_path / "一年.xlsx", rows)
    assert bring_in(path) == 0
    assert f"{rows} rows: {rows} imported, 0 already here, 0 refused" in capsys.readouterr().out
    assert Case.objects.count() == ForeignNumber.objects.count() == rows
    assert sum(len(faults) for _, faults in check_all()) == 0
    assert bring_in(path) == 0
    assert f"{rows} rows: 0 imported, {rows} already here, 0 refused" in capsys.readouterr().out
    assert not list(tmp_path.glob("*.refused.csv"))
