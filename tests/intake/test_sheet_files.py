"""The file as a whole: what kind it is, where its header stands, which column is which."""

from pathlib import Path

import openpyxl
import pytest

from xinqiao.intake.sheet import UnreadableSheet, read

HEADER = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情"]
ROW = [2549, "A0001", "路灯不亮", "2025/8/30 9:05", "路灯连续三晚不亮。"]


def workbook(path: Path, *lines: list, name: str = "旧系统.xlsx") -> Path:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    book.save(path / name)
    return path / name


def test_chinese_headers_find_their_fields(tmp_path):
    sheet = read(workbook(tmp_path, HEADER, ROW))
    assert sheet.mapping({}) == {"foreign_number": 0, "name": 1, "title": 2, "at": 3, "text": 4}
    assert sheet.rows == [(2, [2549, "A0001", "路灯不亮", "2025/8/30 9:05", "路灯连续三晚不亮。"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_csv_as_spreadsheets_write_it(tmp_path, encoding):
    file = tmp_path / "旧系统.csv"
    file.write_bytes('编号,诉求内容\r\n1,"路灯不亮，\n在公交站"\r\n2,井盖缺失\r\n'.encode(encoding))
    sheet = read(file)
    assert sheet.header == ["编号", "诉求内容"]
    assert sheet.rows == [(2, ["1", "路灯不亮，\n在公交站"]), (3, ["2", "井盖缺失"])]


def test_lines_are_counted_as_the_spreadsheet_counts_them(tmp_path):
    file = tmp_path / "旧系统.csv"
    file.write_text('编号,内容\n1,"一\n二\n三"\n\n2,四\n', encoding="utf-8")
    assert [line for line, _ in read(file).rows] == [2, 4]


@pytest.mark.parametrize("odd", ["\u2028", "\x0b", "\x0c", "\x1c", "\x85"])
def test_odd_separators_inside_a_cell_break_no_row(tmp_path, odd):
    file = tmp_path / "旧系统.csv"
    file.write_text(f"编号,内容\n1,路灯{odd}不亮\n2,井盖缺失\n", encoding="utf-8")
    assert read(file).rows == [(2, ["1", f"路灯{odd}不亮"]), (3, ["2", "井盖缺失"])]


def test_columns_parted_by_tabs(tmp_path):
    file = tmp_path / "旧系统.tsv"
    file.write_text("编号\t内容\n1\t路灯不亮，三天了\n", encoding="utf-8")
    assert read(file).rows == [(2, ["1", "路灯不亮，三天了"])]


def test_blank_rows_are_passed_over_and_the_others_keep_their_lines(tmp_path):
    sheet = read(workbook(tmp_path, [None], HEADER, [None] * 5, ROW, ["", "", "", "", ""], ROW))
    assert [line for line, _ in sheet.rows] == [4, 6]


def test_a_hidden_sheet_is_not_the_one(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["字典"])
    book.active.sheet_state = "hidden"
    book.create_sheet("数据").append(HEADER)
    book["数据"].append(ROW)
    book.save(tmp_path / "旧系统.xlsx")
    assert read(tmp_path / "旧系统.xlsx").header == HEADER


def test_whole_numbers_stay_whole(tmp_path):
    ((_, cells),) = read(workbook(tmp_path, ["编号", "电话", "内容"], [2549.0, 13912345678, "路灯"])).rows
    assert [repr(cell) for cell in cells[:2]] == ["2549", "13912345678"]


def test_a_column_chosen_by_hand_wins_over_the_guess(tmp_path):
    sheet = read(workbook(tmp_path, ["编号", "内容", "补充说明"], [1, "一", "二"]))
    assert sheet.mapping({"text": "补充说明"})["text"] == 2
    with pytest.raises(UnreadableSheet, match="没有表头“备注”"):
        sheet.mapping({"text": "备注"})


def test_a_missing_column_is_named_with_the_header_and_the_way_out(tmp_path):
    sheet = read(workbook(tmp_path, ["序号", "说的话"], [1, "路灯"]))
    with pytest.raises(UnreadableSheet, match=r"foreign_number、text.*序号、说的话.*--map"):
        sheet.mapping({})


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04" + bytes(200), b"\x00\x01\x02" * 50, b"<html></html>", "路灯".encode()]
)
def test_a_damaged_workbook_is_named_and_never_a_crash(tmp_path, content):
    file = tmp_path / "旧系统.xlsx"
    file.write_bytes(content)
    with pytest.raises(UnreadableSheet, match=r"旧系统\.xlsx 不是可读的表格"):
        read(file)


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.99])
def test_a_workbook_cut_off_in_the_middle_is_named(tmp_path, kept):
    file = workbook(tmp_path, HEADER, *[ROW] * 50)
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(UnreadableSheet, match=r"旧系统\.xlsx"):
        read(file)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("空.csv", b"", "没有数据行"),
        ("空.csv", "编号,内容\n".encode(), "没有数据行"),
        ("二进制.csv", b"\xff\xff\x81", "既不是 UTF-8 也不是 GB18030"),
        ("太长.csv", "编号,内容\n1,".encode() + b"x" * 200_000 + b"\n", "太长.csv"),
    ],
)
def test_an_unusable_csv_says_why(tmp_path, name, content, why):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableSheet, match=why):
        read(tmp_path / name)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UnreadableSheet, match="没有文件"):
        read(tmp_path / "不在.xlsx")


def test_a_title_above_the_header_is_not_the_header(tmp_path):
    book = openpyxl.Workbook()
    for line in (["某市热线工单明细"], ["制表：甲", "2019年"], HEADER, ROW):
        book.active.append(line)
    book.active.merge_cells("A1:E1")
    book.save(tmp_path / "旧系统.xlsx")
    sheet = read(tmp_path / "旧系统.xlsx")
    assert sheet.header == HEADER
    assert [line for line, _ in sheet.rows] == [4]


def test_a_cell_that_was_merged_over_rows_stands_in_each(tmp_path):
    book = openpyxl.Workbook()
    for line in (["编号", "内容", "承办单位"], [1, "一", "城管局"], [2, "二", None], [3, "三", None]):
        book.active.append(line)
    book.active.merge_cells("C2:C3")
    book.save(tmp_path / "旧系统.xlsx")
    assert [cells[2] for _, cells in read(tmp_path / "旧系统.xlsx").rows] == ["城管局", "城管局", ""]


def test_a_merged_area_beside_what_is_written_and_one_over_columns(tmp_path):
    """Old workbooks are full of formats where nothing is written."""
    book = openpyxl.Workbook()
    for line in (["编号", "内容", "联系电话"], [1, "路灯不亮", None], [2, "井盖", "0937-6221234"]):
        book.active.append(line)
    book.active.merge_cells("B2:C2")
    book.active.merge_cells("H1:I3")
    book.active.merge_cells("A9:B12")
    book.save(tmp_path / "旧系统.xlsx")
    rows = [cells[:3] for _, cells in read(tmp_path / "旧系统.xlsx").rows]
    assert rows == [[1, "路灯不亮", ""], [2, "井盖", "0937-6221234"]]


def test_other_sheets_are_told_and_can_be_chosen(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "2019"
    for name in ("2019", "2020", "字典"):
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        sheet.append(HEADER)
        sheet.append([name, *ROW[1:]])
    book["字典"].sheet_state = "hidden"
    book.save(tmp_path / "旧系统.xlsx")
    first = read(tmp_path / "旧系统.xlsx")
    assert (first.name, dict(first.others)) == ("2019", {"2020": False, "字典": True})
    assert read(tmp_path / "旧系统.xlsx", "2020").rows[0][1][0] == "2020"
    with pytest.raises(UnreadableSheet, match="没有工作表“2021”；有：2019、2020、字典"):
        read(tmp_path / "旧系统.xlsx", "2021")


def test_headers_are_known_with_their_ornaments(tmp_path):
    sheet = read(workbook(tmp_path, ["* 工单编号", "诉求内容（必填）", "联系 电话："], [1, "路灯", 12345]))
    assert sheet.mapping({}) == {"foreign_number": 0, "phone": 2, "text": 1}
