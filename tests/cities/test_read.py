"""A city folder as people really save it: Excel's marks, Chinese headings, older encodings, blank lines."""

import csv
from datetime import time
from decimal import Decimal

import pytest

from xinqiao.cities.faults import CityError
from xinqiao.cities.read import read_city
from xinqiao.cities.tables import CSV_FILES


def by_code(city, table):
    return {row.get("code"): row for row in city.of(table)}


def test_the_minimal_city_reads_as_it_is_written(folder):
    city = read_city(folder)
    assert by_code(city, "units")["reli"].values == {
        "code": "reli", "name": "市热力公司", "parent": "xq", "level": 1, "kind": "company",
    }  # fmt: skip
    assert by_code(city, "sources")["province"].get("limit_factor") == Decimal("0.5")
    joint = next(row for row in city.of("catalogue") if row.get("area") == "A101")
    assert joint.get("assisting") == ("xingfu", "zjj")
    assert [row.get("code") for row in city.of("deadlines")][:2] == ["R00", "R01"]
    assert city.of("platform")[0].get("trio") == ["responded_in_time", "completed", "satisfaction"]


@pytest.mark.parametrize("file", CSV_FILES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_saved_by_any_spreadsheet_reads_the_same(folder, file, encoding):
    before = read_city(folder).rows
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_bytes(text.replace("\n", "\r\n").encode(encoding))
    assert read_city(folder).rows == before


@pytest.mark.parametrize("file", CSV_FILES)
def test_a_file_whose_every_cell_is_quoted_reads_the_same(folder, file):
    before = read_city(folder).rows
    with (folder / file).open(encoding="utf-8", newline="") as plain:
        rows = list(csv.reader(plain))
    with (folder / file).open("w", encoding="utf-8-sig", newline="") as quoted:
        csv.writer(quoted, quoting=csv.QUOTE_ALL).writerows(rows)
    assert read_city(folder).rows == before


def test_chinese_headings_in_any_order_are_understood(folder):
    before = read_city(folder).of("deadlines")
    lines = (folder / "deadlines.csv").read_text(encoding="utf-8").splitlines()
    lines[0] = (
        "编码,诉求类型,分类,紧急程度,来源,单位级别,签收时限,联系时限,答复时限,办理时限,进展时限,延期时限,"
        "延期须报进展,退单时限,依据"
    )
    turned = [",".join(reversed(line.split(","))) for line in lines]
    (folder / "deadlines.csv").write_text("\n".join(turned), encoding="utf-8-sig")
    assert [row.values for row in read_city(folder).of("deadlines")] == [row.values for row in before]


def test_chinese_words_and_full_width_signs_stand_for_the_values(rewrite, folder):
    rewrite("units.csv", "reli,市热力公司,xq,1,company", "reli,市热力公司,xq,一级,公用企业")
    rewrite("deadlines.csv", "R01,consultation,,,,,2 wh,,,1 wd,", "R01,咨询,,,,,2 工作小时,,,１个工作日,")
    rewrite("catalogue.csv", "heping,zjj;xingfu", "heping,xingfu；zjj")
    city = read_city(folder)
    assert by_code(city, "units")["reli"].get("kind") == "company"
    rule = by_code(city, "deadlines")["R01"]
    assert (rule.get("case_type"), rule.get("sign_limit"), rule.get("handle_limit")) == (
        "consultation",
        "2 wh",
        "1 wd",
    )


def test_empty_lines_are_passed_over_and_line_numbers_stay_true(rewrite, append, folder):
    rewrite("areas.csv", "A101,", "\n,,\nA101,")
    append("areas.csv", "A3,北城区,Z9")
    with pytest.raises(CityError) as caught:
        read_city(folder)
    assert str(caught.value.faults[0]).startswith("areas.csv:9:parent: ")


def test_a_quoted_cell_may_hold_a_comma_and_a_line_break(rewrite, append, folder):
    rewrite("areas.csv", "A1,东城区,", 'A1,"东城区,\n含开发区",')
    append("areas.csv", "A3,北城区,Z9")
    with pytest.raises(CityError) as caught:
        read_city(folder)
    assert [fault.line for fault in caught.value.faults] == [8]


def test_a_queue_and_a_shift_read_as_excel_writes_them(append, folder):
    append("queues.csv", "night,夜间,,legal；tax、legal,工作日,8:30-12:00；14：30～24:00,general,30,closed")
    append("shifts.csv", "late,小夜班,16:00:00,24:00,休息日,3")
    city = read_city(folder)
    queue, shift = by_code(city, "queues")["night"], by_code(city, "shifts")["late"]
    assert (queue.get("skills"), queue.get("days"), queue.get("hours")) == (
        ["legal", "tax"], "working_days", "08:30-12:00;14:30-24:00",
    )  # fmt: skip
    assert (shift.get("begins"), shift.get("ends"), shift.get("days")) == (time(16), time(0), "days_off")


def test_a_rung_is_read_with_its_chinese_words(append, folder):
    append("ladder.csv", "L9,提级,2,提级办理,多次转派无主办,3,1个工作日,无主办,supervisor；leader,书面函件,1 wd,L3")
    rung = by_code(read_city(folder), "ladder")["L9"]
    assert (rung.get("instrument"), rung.get("trigger"), rung.get("after")) == ("escalate", "leaderless", "1 wd")
    assert rung.get("told") == ("leader", "supervisor")
