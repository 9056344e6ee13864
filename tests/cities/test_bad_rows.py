"""Every file refuses every kind of mistake it can hold: the row is named by line and column, with what to do."""

import pytest

from xinqiao.cities.faults import CityError
from xinqiao.cities.read import read_city

LONG = "长" * 201
LATE = "x" * 13

# file, the row that is written below the good ones, the column that is named, what is said of it
APPENDED = [
    ("units.csv", "shuiwu,市水务局,nobody,1,department", "parent", "没有编码为“nobody”的单位"),
    ("units.csv", "shuiwu,市水务局,shuiwu,1,department", "parent", "成了环"),
    ("units.csv", "zjj,市住建局,xq,1,department", "code", "重复"),
    ("units.csv", "shuiwu,市水务局,xq,1,office", "kind", "不在可选值之内"),
    ("units.csv", f"shuiwu,{LONG},xq,1,department", "name", "太长"),
    ("units.csv", "shuiwu,,xq,1,department", "name", "不能为空"),
    ("roles.csv", "agent,话务员,fly,all", "verb", "不在可选值之内"),
    ("roles.csv", "agent,话务员,archive,all", "verb", "不在可选值之内"),
    ("roles.csv", "auditor,审计员,show_contact,world", "scope", "不在可选值之内"),
    ("roles.csv", "auditor,审计者,show_contact,all", "name", "对同一角色的写法不一致"),
    ("roles.csv", "agent,话务员,register,all", "role+verb", "重复"),
    ("roles.csv", f"auditor2,{LONG},view,all", "name", "太长"),
    ("roles.csv", "auditor2,,view,all", "name", "不能为空"),
    ("roles.csv", "judge,评判员,call_back,all", "scope", "评到自己"),
    ("areas.csv", "A3,北城区,A9", "parent", "没有编码为“A9”的区域"),
    ("areas.csv", "A3,北城区,A3", "parent", "成了环"),
    ("areas.csv", "A1,北城区,", "code", "重复"),
    ("areas.csv", f"A3,{LONG},", "name", "太长"),
    ("areas.csv", "A3,,", "name", "不能为空"),
    ("sources.csv", "sms,短信,1,0,nobody,", "officer", "没有编码为“nobody”的角色"),
    ("sources.csv", "phone,短信,1,0,,", "code", "重复"),
    ("sources.csv", "sms,短信,1,0,,9", "lead_level", "不在可选值之内"),
    ("sources.csv", "sms,短信,11,0,,", "limit_factor", "不是时限系数"),
    ("sources.csv", "sms,短信,1,2,,", "is_upper", "不是“是”或“否”"),
    ("sources.csv", f"sms,{LONG},1,0,,", "name", "太长"),
    ("sources.csv", "sms,,1,0,,", "name", "不能为空"),
    ("hotlines.csv", "12333,人社热线,nobody,absorbed", "unit", "没有编码为“nobody”的单位"),
    ("hotlines.csv", "12319,人社热线,rsj,absorbed", "number", "重复"),
    ("hotlines.csv", "12333,人社热线,rsj,eaten", "mode", "不在可选值之内"),
    ("hotlines.csv", "12333,人社热线,,sub_centre", "unit", "没有写单位"),
    ("hotlines.csv", "1234567890123456,人社热线,rsj,absorbed", "number", "不是电话号码"),
    ("hotlines.csv", "abc,人社热线,rsj,absorbed", "number", "不是电话号码"),
    ("hotlines.csv", "12333,,rsj,absorbed", "name", "不能为空"),
    ("categories.csv", "C1303,其他,C99", "parent", "没有编码为“C99”的分类"),
    ("categories.csv", "C1303,其他,C1303", "parent", "成了环"),
    ("categories.csv", "C1301,其他,C13", "code", "重复"),
    ("categories.csv", f"C1303,{LONG},C13", "name", "太长"),
    ("categories.csv", "C1303,,C13", "name", "不能为空"),
    ("catalogue.csv", "C9999,,zjj,,", "category", "没有编码为“C9999”的分类"),
    ("catalogue.csv", "C1002,A9,zjj,,", "area", "没有编码为“A9”的区域"),
    ("catalogue.csv", "C1002,A2,nobody,,", "lead", "没有编码为“nobody”的单位"),
    ("catalogue.csv", "C1002,A2,zjj,nobody,", "assisting", "没有编码为“nobody”的单位"),
    ("catalogue.csv", "C1002,A2,zjj,cgj;zjj,", "assisting", "主办单位又写作协办"),
    ("catalogue.csv", "C1002,,cgj,,", "category+area", "重复"),
    ("catalogue.csv", "C10,,zjj,,", "category", "之下还有分类"),
    ("catalogue.csv", f"C1002,A2,zjj,,{LONG}", "basis", "太长"),
    ("catalogue.csv", "C1002,A2,,,", "lead", "不能为空"),
    ("grounds.csv", "refuse,silent,无声,,,0", "kind", "不在可选值之内"),
    ("grounds.csv", "invalidate,silent,无声,,,0", "kind+code", "重复"),
    ("grounds.csv", "decline,privacy,涉及隐私,,,0", "door", "没有写去处"),
    ("grounds.csv", "relay,railway,铁路,,,0", "door", "没有写去处"),
    ("grounds.csv", "relay,railway,铁路,12306,,有", "needs_number", "不是“是”或“否”"),
    ("grounds.csv", f"relay,railway,{LONG},12306,,0", "name", "太长"),
    ("grounds.csv", "relay,railway,,12306,,0", "name", "不能为空"),
    ("deadlines.csv", "R20,,C99,,,,,,,5 wd,,,,,", "category", "没有编码为“C99”的分类"),
    ("deadlines.csv", "R20,,,,letter,,,,,5 wd,,,,,", "source", "没有编码为“letter”的来源"),
    ("deadlines.csv", "R00,help,,,,,,,,5 wd,,,,,", "code", "重复"),
    ("deadlines.csv", "R20,,,,,,,,,5 wd,,,,,", "", "条件完全相同"),
    ("deadlines.csv", "R20,quarrel,,,,,,,,5 wd,,,,,", "case_type", "不在可选值之内"),
    ("deadlines.csv", "R20,help,,soon,,,,,,5 wd,,,,,", "urgency", "不在可选值之内"),
    ("deadlines.csv", "R20,help,,,,,,,,5 wd,,soon,,,", "extension_limit", "不是时限"),
    ("deadlines.csv", "R20,help,,,,,,,,5 wd,,24 h,,,", "extension_limit", "计时方式不同"),
    ("deadlines.csv", "R20,help,,,,,4 wh,,,2 wh,,,,,", "sign_limit", "签收时限“4 wh”比办理时限“2 wh”长"),
    ("deadlines.csv", "R20,help,,,,,1 wd,,,24 h,,,,,", "sign_limit", "签收时限“1 wd”比办理时限“24 h”长"),
    ("deadlines.csv", "R20,help,,,,,9999 wd,,,5 wd,,,,,", "sign_limit", "比办理时限“5 wd”长"),
    ("deadlines.csv", "R20,help,,,,,,,,,,,,,", "handle_limit", "不能为空"),
    ("deadlines.csv", f"R20,help,,,,,,,,5 wd,,,,,{LONG}", "basis", "太长"),
    ("ladder.csv", "L9,曝光,4,expose,refused,,,,nobody,media,,", "told", "没有编码为“nobody”的角色"),
    ("ladder.csv", "L9,曝光,4,expose,refused,,,,leader,media,1 wd,L99", "next_rung", "没有编码为“L99”的督办阶梯"),
    ("ladder.csv", "L9,曝光,4,expose,refused,,,,leader,media,1 wd,L9", "next_rung", "成了环"),
    ("ladder.csv", "L9,曝光,4,expose,refused,,,,leader,media,1 wd,L1", "next_rung", "不高于本级"),
    ("ladder.csv", "L9,曝光,1,expose,refused,,,,leader,media,,L3", "answer_limit", "没有回复时限"),
    ("ladder.csv", "L9,曝光,4,expose,unanswered,,,,leader,media,,", "trigger", "永远到不了"),
    ("ladder.csv", "L9,曝光,4,expose,reworked,,,,leader,media,,", "threshold", "要写次数"),
    ("ladder.csv", "L9,曝光,4,expose,refused,3,,,leader,media,,", "threshold", "不看次数"),
    ("ladder.csv", "L9,曝光,4,expose,reworked,many,,,leader,media,,", "threshold", "不是所要的整数"),
    ("ladder.csv", "L9,曝光,0,expose,refused,,,,leader,media,,", "level", "不是所要的整数"),
    ("ladder.csv", "L9,曝光,4,shout,refused,,,,leader,media,,", "instrument", "不在可选值之内"),
    ("ladder.csv", "L9,曝光,4,expose,angry,,,,leader,media,,", "trigger", "不在可选值之内"),
    ("ladder.csv", "L9,曝光,4,expose,refused,,,,leader,drum,,", "channel", "不在可选值之内"),
    ("ladder.csv", "L9,曝光,4,expose,refused,,,,,media,,", "told", "不能为空"),
    ("ladder.csv", "L9,曝光,4,expose,refused,,soon,,leader,media,,", "after", "不是时限"),
    ("ladder.csv", f"L9,曝光,4,expose,refused,,,{LONG},leader,media,,", "grounds", "太长"),
    ("ladder.csv", "L1,曝光,4,expose,refused,,,,leader,media,,", "code", "重复"),
    ("queues.csv", "tax,税务,12366,,,,,,", "hotlines", "没有编码为“12366”的热线"),
    ("queues.csv", "tax,税务,12319,,,,nowhere,30,", "overflow", "没有编码为“nowhere”的队列"),
    ("queues.csv", "tax,税务,12319,,,,tax,30,", "overflow", "成了环"),
    ("queues.csv", "tax,税务,12319,,,,general,,", "overflow_after", "没有写等待几秒"),
    ("queues.csv", "tax,税务,12319,,,,,30,", "overflow", "没有写溢出到哪个队列"),
    ("queues.csv", "tax,税务,12319,,,,general,half,", "overflow_after", "不是所要的整数"),
    ("queues.csv", "tax,税务,12319,,working_days,,,,", "after_hours_message", "没有非工作时间提示"),
    ("queues.csv", "tax,税务,12319,,,08:00-18:00,,,", "after_hours_message", "没有非工作时间提示"),
    ("queues.csv", "tax,税务,12319,,,18:00-08:00,,,closed", "hours", "不是时段"),
    ("queues.csv", "tax,税务,12319,,,08:00-25:00,,,closed", "hours", "不是时段"),
    ("queues.csv", "tax,税务,12319,,,08:00-12:00;11:00-13:00,,,closed", "hours", "不是时段"),
    ("queues.csv", "tax,税务,12319,说税,,,,,", "skills", "不能作编码"),
    ("queues.csv", "tax,税务,12319,,sometimes,,,,", "days", "不在可选值之内"),
    ("queues.csv", "general,税务,12319,,,,,,", "code", "重复"),
    ("queues.csv", f"tax,{LONG},12319,,,,,,", "name", "太长"),
    ("queues.csv", "tax,,12319,,,,,,", "name", "不能为空"),
    ("shifts.csv", "late,小夜班,16:00,16:00,,3", "ends", "同一时刻"),
    ("shifts.csv", "late,小夜班,4pm,24:00,,3", "begins", "不是一天中的时刻"),
    ("shifts.csv", "late,小夜班,16:60,24:00,,3", "begins", "不是一天中的时刻"),
    ("shifts.csv", "late,小夜班,16:00,24:00,,0", "seats", "不是所要的整数"),
    ("shifts.csv", "late,小夜班,16:00,24:00,sometimes,3", "days", "不在可选值之内"),
    ("shifts.csv", "day,小夜班,16:00,24:00,,3", "code", "重复"),
    ("shifts.csv", f"late,{LONG},16:00,24:00,,3", "name", "太长"),
    ("shifts.csv", "late,小夜班,16:00,,,3", "ends", "不能为空"),
    ("calendar.csv", "tomorrow,1,补班", "on", "不是日期"),
    ("calendar.csv", "2027-01-01,1,补班", "on", "重复"),
    ("calendar.csv", "2027-01-03,也许,补班", "is_working", "不是“是”或“否”"),
    ("calendar.csv", ",1,补班", "on", "不能为空"),
    ("calendar.csv", f"2027-01-03,1,{LONG}", "name", "太长"),
]


def test_the_good_rows_are_good(folder):
    assert read_city(folder).of("ladder")


@pytest.mark.parametrize(("file", "row", "column", "problem"), APPENDED)
def test_a_bad_row_is_named_by_line_and_column(folder, append, file, row, column, problem):
    append(file, row)
    line = len((folder / file).read_text(encoding="utf-8").splitlines())
    with pytest.raises(CityError) as caught:
        read_city(folder)
    here = [fault for fault in caught.value.faults if (fault.file, fault.line, fault.column) == (file, line, column)]
    assert any(problem in fault.problem for fault in here), str(caught.value)
    assert all(fault.remedy for fault in here)


# Two verbs that no role may hold together: what it has a hand in, what it judges.
@pytest.mark.parametrize(
    ("hand", "judges"),
    [
        ("reply", "call_back"), ("dispatch", "call_back"), ("sign", "call_back"), ("delegate", "call_back"),
        ("propose_answer", "rule_answer"), ("propose_dispatch", "rule_dispatch"), ("propose_rework", "rule_rework"),
        ("reply", "rule_rework"), ("exclude", "rule_exclusion"), ("dispatch", "rule_exclusion"),
    ],
)  # fmt: skip
def test_who_had_a_hand_in_it_does_not_judge_it(folder, append, hand, judges):
    append("roles.csv", f"both,两手,{hand},unit")
    append("roles.csv", f"both,两手,{judges},subtree")
    with pytest.raises(CityError) as caught:
        read_city(folder)
    (fault,) = caught.value.faults
    assert (fault.column, fault.problem) == ("verb", f"同一角色既 {hand} 又 {judges}")


@pytest.mark.parametrize("verb", ["pass_review", "rule_extension", "rule_return", "rule_exclusion", "call_back"])
def test_no_judgement_reaches_every_unit(folder, append, verb):
    append("roles.csv", f"judge,评判员,{verb},all")
    with pytest.raises(CityError, match=r"roles\.csv:\d+:scope: .*承办单位会评到自己"):
        read_city(folder)


@pytest.mark.parametrize(
    ("file", "rows", "where", "problem"),
    [
        ("grounds.csv", "decline,", "grounds.csv:kind", "这些动作没有列出事由：decline"),
        ("queues.csv", "general,", "queues.csv:hotlines", "12345 本身没有队列"),
        ("shifts.csv", "day,|night,", "shifts.csv", "一个班次也没有"),
    ],
)
def test_what_is_lacking_is_told_of_the_file(folder, file, rows, where, problem):
    lines = (folder / file).read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(tuple(rows.split("|")))]
    (folder / file).write_text("".join(kept), encoding="utf-8")
    with pytest.raises(CityError) as caught:
        read_city(folder)
    assert any(str(fault).startswith(f"{where}: {problem}") for fault in caught.value.faults), str(caught.value)
