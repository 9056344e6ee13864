"""`xinqiao city`: what an administrator reads and which code a script gets."""

import pytest
from django.core.management import CommandError, call_command

from tests.factories import at, fresh, in_handling
from xinqiao.people.models import Unit

pytestmark = pytest.mark.django_db


def test_plan_lists_the_changes_and_ends_with_two(folder, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("city", "plan", str(folder))
    assert ended.value.code == 2
    said = capsys.readouterr().out
    assert "+ units.csv 单位 reli 市热力公司\n" in said
    assert "units.csv 单位: +10 ~0 -0\n" in said
    assert not Unit.objects.exists(), "a plan changes nothing"


def test_apply_tells_counts_and_plan_is_then_content(folder, capsys):
    call_command("city", "apply", str(folder))
    assert "categories.csv 分类: +13 ~0 -0\n" in capsys.readouterr().out
    call_command("city", "plan", str(folder))
    assert capsys.readouterr().out == "没有变化。\n"


def test_a_bad_folder_is_told_line_by_line_and_nothing_is_done(folder, rewrite):
    rewrite("units.csv", "1,company", "1,factory")
    rewrite("areas.csv", "A1,东城区", "A1,")
    with pytest.raises(CommandError) as caught:
        call_command("city", "apply", str(folder))
    lines = str(caught.value).splitlines()
    assert lines[0].startswith("areas.csv:2:name: 不能为空")
    assert lines[1].startswith("units.csv:8:kind: ")
    assert lines[-1] == "2 处错误，什么都没有改。"
    assert not Unit.objects.exists()


def test_a_plan_says_how_many_open_cases_it_leaves_as_they_are(city, folder, rewrite, capsys):
    task = in_handling()
    due_at = task.due_at
    rewrite("deadlines.csv", "R00,,,,,,4 wh,1 wd,,5 wd", "R00,,,,,,4 wh,1 wd,,3 wd")
    with pytest.raises(SystemExit):
        call_command("city", "plan", str(folder))
    said = capsys.readouterr().out
    assert "~ deadlines.csv 时限 R00: handle_limit: 5 wd → 3 wd\n" in said
    assert "在办诉求 1 件不动：已派出的 1 个任务保持原来的单位和到期时刻" in said
    call_command("city", "apply", str(folder))
    assert fresh(task).due_at == due_at, "what is handed down keeps its due moment"
    assert in_handling(now=at(60)).due_at < due_at, "what is handed down later has the new limit"
