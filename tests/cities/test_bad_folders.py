"""Every mistake of a city folder is named by file, line and column, with what to do about it."""

import pytest

from xinqiao.cities.faults import CityError
from xinqiao.cities.read import read_city


def faults_of(folder):
    with pytest.raises(CityError) as caught:
        read_city(folder)
    return caught.value.faults


# file, what stands there, what is written instead, where the mistake is, what is said of it
REWRITTEN = [
    ("units.csv", "reli,市热力公司,xq,1", "reli,市热力公司,nobody,1",
     "units.csv:8:parent", "没有编码为“nobody”的单位"),
    ("units.csv", "zjj,市住房", "cgj,市住房", "units.csv:4:code", "与第 3 行重复"),
    ("units.csv", "dongcheng,东城区,xq,2", "dongcheng,东城区,heping,2", "units.csv:5:parent", "成了环"),
    ("units.csv", "heping,和平街道,dongcheng,3", "heping,和平街道,dongcheng,2",
     "units.csv:6:level", "与上级不符"),
    ("units.csv", "heping,和平街道,dongcheng,3", "heping,和平街道,dongcheng,7",
     "units.csv:6:level", "不在可选值之内"),
    ("units.csv", "xq,市12345热线中心,,0", "xq,市12345热线中心,,1", "units.csv:2:level", "与上级不符"),
    ("units.csv", "reli,市热力公司,xq,1", "reli,市热力公司,,1", "units.csv:8:parent", "第二个没有上级的单位"),
    ("units.csv", "1,company", "1,factory", "units.csv:8:kind", "不在可选值之内"),
    ("units.csv", "reli,市热力公司", "1.2E+05,市热力公司", "units.csv:8:code", "不能作编码"),
    ("units.csv", "reli,市热力公司", f"reli,{'长' * 101}", "units.csv:8:name", "太长"),
    ("units.csv", "code,name", "code,colour,name", "units.csv:1:colour", "没有这一列"),
    ("units.csv", ",kind", "", "units.csv:1:kind", "缺少这一列"),
    ("units.csv", "code,name", "code,code", "units.csv:1:code", "出现了两次"),
    ("units.csv", "1,company", "1,company,更多", "units.csv:8", "比表头长"),
    ("units.csv", "市热力公司", '"市热力公司', "units.csv:8", "不是合法的 CSV 行"),
    ("areas.csv", "A1,东城区", "A1,", "areas.csv:2:name", "不能为空"),
    ("sources.csv", "0.5", "0", "sources.csv:5:limit_factor", "不是时限系数"),
    ("sources.csv", "0.5,1", "0.5,也许", "sources.csv:5:is_upper", "不是“是”或“否”"),
    ("sources.csv", "0.5,1,", "0.5,1,nobody", "sources.csv:5:officer", "没有编码为“nobody”的角色"),
    ("sources.csv", "0.5,1,,", "0.5,1,,high", "sources.csv:5:lead_level", "不在可选值之内"),
    ("sources.csv", "0.5", "半", "sources.csv:5:limit_factor", "不是时限系数"),
    ("hotlines.csv", "cgj,absorbed", "cgj,swallowed", "hotlines.csv:2:mode", "不在可选值之内"),
    ("hotlines.csv", "cgj,absorbed", ",sub_centre", "hotlines.csv:2:unit", "没有写单位"),
    ("catalogue.csv", "C1002,,zjj", "C9999,,zjj", "catalogue.csv:4:category", "没有编码为“C9999”的分类"),
    ("catalogue.csv", "C1002,,zjj", "C10,,zjj", "catalogue.csv:4:category", "之下还有分类"),
    ("catalogue.csv", "C1002,,zjj", "C1001,,zjj", "catalogue.csv:4:category+area", "与第 2 行重复"),
    ("catalogue.csv", "heping,zjj;xingfu", "heping,zjj;mars",
     "catalogue.csv:3:assisting", "没有编码为“mars”的单位"),
    ("catalogue.csv", "heping,zjj;xingfu", "heping,zjj;heping",
     "catalogue.csv:3:assisting", "主办单位又写作协办"),
    ("deadlines.csv", "4 wh,1 wd,,10 wd", "4 wh,1 wd,,soon", "deadlines.csv:4:handle_limit", "“soon”不是时限"),
    ("deadlines.csv", "4 wh,1 wd,,10 wd", "4 wh,1 wd,,0 wd", "deadlines.csv:4:handle_limit", "“0 wd”不是时限"),
    ("deadlines.csv", "4 wh,1 wd,,10 wd", "4 wh,1 wd,,", "deadlines.csv:4:handle_limit", "不能为空"),
    ("deadlines.csv", "R02,complaint", "R02,consultation", "deadlines.csv:4", "条件完全相同"),
    ("deadlines.csv", "R00,,,,,", "R00,praise,,,,",
     "deadlines.csv:case_type", "没有通用时限：help、report、suggestion"),
    ("city.toml", 'code = "minimal"', 'code = "迷你"', "city.toml:2:code", "不能作编码"),
    ("city.toml", '"responded_in_time", ', "", "city.toml:6:trio", "三个不同的指标"),
    ("city.toml", "short_name", "shortname", "city.toml:4:shortname", "没有这一项"),
    ("city.toml", "short_name", "shortname", "city.toml:short_name", "缺少这一项"),
    ("city.toml", "2030]", "2031]", "city.toml:19:calendar.complete_years", "没有 2031 年"),
    ("city.toml", 'name = "', "name = ", "city.toml:3", "不是合法的 TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "where", "problem"), REWRITTEN)
def test_a_bad_row_is_named_by_place_and_cause(folder, rewrite, file, old, new, where, problem):
    rewrite(file, old, new)
    named = [fault for fault in faults_of(folder) if str(fault).startswith(f"{where}: ")]
    assert any(problem in fault.problem for fault in named), [str(fault) for fault in faults_of(folder)]
    assert all(fault.remedy for fault in named)


def test_all_mistakes_of_all_files_are_listed_at_once(folder, rewrite):
    rewrite("units.csv", "1,company", "1,factory")
    rewrite("areas.csv", "A1,东城区", "A1,")
    rewrite("deadlines.csv", "4 wh,1 wd,,10 wd", "4 wh,1 wd,,soon")
    assert [fault.file for fault in faults_of(folder)] == ["areas.csv", "deadlines.csv", "units.csv"]


def test_a_bad_cell_is_told_once_and_accuses_no_other_row(folder, rewrite):
    rewrite("units.csv", "heping,和平街道,dongcheng,3", "heping,和平街道,dongcheng,many")
    assert [str(fault).split(": ")[0] for fault in faults_of(folder)] == ["units.csv:6:level"]


def test_a_missing_file_is_named_and_accuses_no_other_file(folder):
    (folder / "units.csv").unlink()
    assert [(fault.file, fault.problem) for fault in faults_of(folder)] == [("units.csv", "缺少这个文件")]


def test_a_misspelt_file_is_no_silent_absence(folder):
    (folder / "unit.csv").write_text("code\n", encoding="utf-8")
    assert [(fault.file, fault.problem) for fault in faults_of(folder)] == [("unit.csv", "不认识这个文件")]


def test_the_lock_file_of_an_open_spreadsheet_is_no_mistake(folder):
    (folder / "~$units.csv").write_bytes(b"\0")
    (folder / ".~lock.units.csv#").write_bytes(b"")
    assert read_city(folder).of("units")


@pytest.mark.parametrize("content", [b"PK\x03\x04\0\0", "code,name\n".encode("utf-16"), b"\xff\xff\x80"])
def test_a_workbook_under_the_name_of_a_csv_is_told_so(folder, content):
    (folder / "areas.csv").write_bytes(content)
    faults = [fault for fault in faults_of(folder) if fault.file == "areas.csv"]
    assert [(fault.line, fault.problem) for fault in faults] == [(0, "不是 CSV 文本文件")]


def test_a_file_without_a_header_is_told_so(folder):
    (folder / "areas.csv").write_text("\n\n", encoding="utf-8")
    assert ("areas.csv", "文件是空的") in [(fault.file, fault.problem) for fault in faults_of(folder)]


def test_a_folder_that_is_not_there_is_told_so(tmp_path):
    assert faults_of(tmp_path / "atlantis")[0].problem == "没有这个文件夹"
