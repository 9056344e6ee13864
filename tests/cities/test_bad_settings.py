"""The sections of city.toml: every mistake at its own line, with what belongs there, in the city's language."""

import re

import pytest

from xinqiao.cities.faults import CityError
from xinqiao.cities.read import read_city

GOOD = """
[sign_in]
attempts = 7
second_factor = ["administrator"]

[callbacks]
attempts = 4
percent = 50
hours = ["08:30-12:00"]

[rework]
limit = "3 wd"
"""

# what is written, what is written instead, the line below the good sections, the key, problem, remedy
REWRITTEN = [
    ("attempts = 7", 'attempts = "seven"', 3, "sign_in.attempts", "“seven”不是所要的整数", "0 到 9999"),
    ("attempts = 4", "attempts = -1", 7, "callbacks.attempts", "“-1”不是所要的整数", "1 到 9999"),
    ("attempts = 4", "tries = 4", 7, "callbacks.tries", "没有这一项", "attempts"),
    ('["administrator"]', '"administrator"', 4, "sign_in.second_factor", "不是一组词", "[]"),
    ('["administrator"]', '["king"]', 4, "sign_in.second_factor", "没有编码为“king”的角色", "administrator"),
    ("[rework]\n", "[dispatch]\ndesignated_after = 0\n[rework]\n", 12, "dispatch.designated_after", "“0”不是所要的整数", "1 到"),
    ("percent = 50", "percent = 101", 8, "callbacks.percent", "超过百分之百", "100"),
    ("[rework]\n", "[intake]\ndeclines_percent = 101\n[rework]\n", 12, "intake.declines_percent", "超过百分之百", "100"),
    ('["08:30-12:00"]', '["12:00-08:30"]', 9, "callbacks.hours", "不是一天的时段", "09:00-12:00"),
    ('["08:30-12:00"]', '"08:30"', 9, "callbacks.hours", "不是一天的时段", "09:00-12:00"),
    ('"3 wd"', '"three days"', 12, "rework.limit", "“three days”不是时限", "5 wd"),
    ("[rework]\n", '[dispatch]\nreturns_until = "5pm"\n[rework]\n', 12, "dispatch.returns_until", "不是一天中的时刻", "17:29"),
    ("[rework]\n", '[intake]\nanswers_to_approve = ["quarrel"]\n[rework]\n', 12, "intake.answers_to_approve",
     "“quarrel”不在可选值之内", "complaint"),
    ("[rework]\n", "[portal]\nis_open = 1\n[rework]\n", 12, "portal.is_open", "“1”既不是 true 也不是 false", "不加引号"),
    ("[rework]\n", "[retention]\naudit_days = 90\n[rework]\n", 12, "retention.audit_days", "“90”少于半年", "183"),
]  # fmt: skip


@pytest.fixture
def settings_below(folder):
    """Write sections below the folder's city.toml; returns how many lines stand above them."""

    def write(sections: str) -> int:
        path = folder / "city.toml"
        above = re.sub(r"\[(?:callbacks|intake)\]\n(?:[^\[].*\n|\n)*", "", path.read_text(encoding="utf-8"))
        path.write_text(above + sections, encoding="utf-8")
        return above.count("\n")

    return write


def test_good_sections_are_read(folder, settings_below):
    settings_below(GOOD)
    assert read_city(folder).of("platform")[0].get("settings")["callbacks"]["attempts"] == 4


@pytest.mark.parametrize(("old", "new", "line", "key", "problem", "remedy"), REWRITTEN)
def test_a_bad_value_is_named_by_its_line(folder, settings_below, old, new, line, key, problem, remedy):
    assert old in GOOD
    above = settings_below(GOOD.replace(old, new, 1))
    with pytest.raises(CityError) as caught:
        read_city(folder)
    (fault,) = caught.value.faults
    assert (fault.file, fault.line, fault.column) == ("city.toml", above + line, key)
    assert problem in fault.problem
    assert remedy in fault.remedy


def test_all_mistakes_of_all_sections_are_told_at_once(folder, settings_below):
    settings_below(GOOD.replace("= 7", "= true").replace("= 4", "= 4.5").replace("3 wd", "3"))
    with pytest.raises(CityError) as caught:
        read_city(folder)
    assert [fault.column for fault in caught.value.faults] == ["sign_in.attempts", "callbacks.attempts", "rework.limit"]


def test_a_section_that_is_no_section_is_told_so(folder, rewrite):
    rewrite("city.toml", 'code = "minimal"', 'code = "minimal"\nrework = 3')
    with pytest.raises(CityError) as caught:
        read_city(folder)
    (fault,) = caught.value.faults
    assert (fault.line, fault.column, fault.problem) == (3, "rework", "“rework”应是一节")


def test_a_bad_light_is_named(folder, rewrite):
    rewrite("city.toml", '"1 wd"', '"one day"')
    with pytest.raises(CityError, match=r"city\.toml:10:lights\.yellow_before: “one day”不是时限（写数量和单位"):
        read_city(folder)
