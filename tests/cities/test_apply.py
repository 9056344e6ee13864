"""A city folder made true in the database: as planned, once, whole or not at all."""

from datetime import date
from decimal import Decimal

import pytest

from tests.factories import at, dispatched, person
from xinqiao.cases.models import Assignment
from xinqiao.catalogue.models import Category, Responsibility, Source
from xinqiao.cities.apply import apply
from xinqiao.cities.faults import CityError
from xinqiao.cities.plan import plan
from xinqiao.cities.read import read_city
from xinqiao.deadlines.models import CalendarDay, CalendarYear, DeadlineRule
from xinqiao.dispatch.actions import recall
from xinqiao.people.models import Audit, Grant, Platform, Post, Role, Staff, Unit

pytestmark = pytest.mark.django_db


def told(folder):
    return [str(change) for change in plan(read_city(folder))]


@pytest.fixture
def applied(folder):
    apply(read_city(folder))
    return folder


def test_an_empty_database_gets_the_whole_city(applied):
    village = Unit.objects.get(code="xingfu")
    assert (village.path, village.level, village.kind) == ("/xq/dongcheng/heping/xingfu/", 4, "village")
    assert Category.objects.get(code="C1201").path == "/C12/C1201/"
    joint = Responsibility.objects.get(category__code="C1001", area__code="A101")
    assert joint.lead.code == "heping"
    assert {unit.code for unit in joint.assisting.all()} == {"zjj", "xingfu"}
    assert Source.objects.get(code="province").limit_factor == Decimal("0.5")
    assert DeadlineRule.objects.get(code="R11").category.code == "C12"
    assert Grant.objects.get(role__code="handler", verb="reply").scope == "unit"
    platform = Platform.objects.get()
    assert (platform.code, platform.settings["lights"]) == ("minimal", {"yellow_before": "1 wd"})


def test_the_same_paths_as_saving_one_by_one(applied):
    for unit in Unit.objects.select_related("parent"):
        path = unit.path
        unit.save()
        assert unit.path == path


def test_twice_is_once(applied):
    before = [*Unit.objects.values_list("pk", "code")]
    assert plan(read_city(applied)) == []
    assert apply(read_city(applied)) == []
    assert [*Unit.objects.values_list("pk", "code")] == before
    assert Audit.objects.filter(what="city_apply").count() == 1


def test_a_changed_limit_shows_in_the_plan_and_holds_after_it(applied, rewrite):
    rewrite("deadlines.csv", "4 wh,1 wd,,10 wd", "4 wh,1 wd,,8 wd")
    assert told(applied) == ["~ deadlines.csv 时限 R02: handle_limit: 10 wd → 8 wd"]
    apply(read_city(applied))
    assert DeadlineRule.objects.get(code="R02").handle_limit == "8 wd"


def test_other_assisting_units_show_in_the_plan_and_hold_after_it(applied, rewrite):
    rewrite("catalogue.csv", "heping,zjj;xingfu", "heping,cgj;zjj")
    assert told(applied) == ["~ catalogue.csv 派单目录 C1001/A101: assisting: xingfu;zjj → cgj;zjj"]
    apply(read_city(applied))
    joint = Responsibility.objects.get(category__code="C1001", area__code="A101")
    assert {unit.code for unit in joint.assisting.all()} == {"cgj", "zjj"}


def test_a_moved_unit_takes_its_branch_along(applied, rewrite):
    rewrite("units.csv", "heping,和平街道,dongcheng,3", "heping,和平街道,xq,3")
    apply(read_city(applied))
    assert Unit.objects.get(code="xingfu").path == "/xq/heping/xingfu/"


def test_a_unit_that_left_the_file_is_retired_and_can_come_back(applied, rewrite):
    lines = "xingfu,幸福社区,heping,4,village\n"
    rewrite("units.csv", lines, "")
    rewrite("catalogue.csv", "heping,zjj;xingfu", "heping,zjj")
    rewrite("catalogue.csv", "C1103,A10101,xingfu,cgj,\n", "")
    assert "- units.csv 单位 xingfu 幸福社区" in told(applied)
    apply(read_city(applied))
    assert not Unit.objects.get(code="xingfu").is_active
    assert not Responsibility.objects.filter(area__code="A10101").exists()
    assert told(applied) == []
    with (applied / "units.csv").open("a", encoding="utf-8") as file:
        file.write(lines)
    assert told(applied) == ["~ units.csv 单位 xingfu: is_active: False → True"]
    apply(read_city(applied))
    assert Unit.objects.get(code="xingfu").is_active


@pytest.fixture
def without_the_village(applied, rewrite):
    """The folder no longer names the village."""
    rewrite("units.csv", "xingfu,幸福社区,heping,4,village\n", "")
    rewrite("catalogue.csv", "heping,zjj;xingfu", "heping,zjj")
    rewrite("catalogue.csv", "C1103,A10101,xingfu,cgj,\n", "")
    return applied


def refusals(folder):
    """What plan and apply both say; nothing is applied."""
    for action in (plan, apply):
        with pytest.raises(CityError) as refused:
            action(read_city(folder))
    assert Unit.objects.get(code="xingfu").is_active
    assert Responsibility.objects.filter(area__code="A10101").exists()
    return [str(fault) for fault in refused.value.faults]


def test_a_unit_with_open_tasks_is_not_retired(without_the_village):
    tasks = [dispatched("xingfu", category="C1103", area="A10101") for _ in range(2)]
    (told,) = refusals(without_the_village)
    assert told == (
        "units.csv:code: “幸福社区”还有 2 个未办结的任务，不能停用（先办结、退单或撤回这些任务，或把这一行写回来）"
    )
    for task in tasks:
        recall(task, reason="撤销社区", by=person("dispatcher"), now=at(20))
    apply(read_city(without_the_village))
    assert not Unit.objects.get(code="xingfu").is_active


def test_nor_one_whose_own_dispatches_are_open(without_the_village):
    task = dispatched("cgj")
    Assignment.objects.filter(pk=task.pk).update(dispatched_by_unit=Unit.objects.get(code="xingfu"))
    assert ["派出的任务还有 1 个未办结" in told for told in refusals(without_the_village)] == [True]


def test_nor_one_where_somebody_works(without_the_village):
    staff = person("handler", "xingfu")
    (told,) = refusals(without_the_village)
    assert "“幸福社区”还有 1 个岗位有人" in told
    Staff.objects.filter(pk=staff.pk).update(is_active=False)
    apply(read_city(without_the_village))


def test_a_retired_unit_moves_with_the_branch_it_hangs_on(applied, rewrite):
    rewrite("units.csv", "xingfu,幸福社区,heping,4,village\n", "")
    rewrite("catalogue.csv", "heping,zjj;xingfu", "heping,zjj")
    rewrite("catalogue.csv", "C1103,A10101,xingfu,cgj,\n", "")
    rewrite("units.csv", "heping,和平街道,dongcheng,3", "heping,和平街道,xq,3")
    apply(read_city(applied))
    assert Unit.objects.get(code="xingfu").path == "/xq/heping/xingfu/"


def test_a_role_that_somebody_holds_is_not_taken_away(applied, rewrite):
    staff = Staff.objects.create(username="auditor", name="审计员甲")
    Post.objects.create(staff=staff, unit=Unit.objects.get(code="xq"), role=Role.objects.get(code="auditor"))
    rewrite(
        "roles.csv", "auditor,审计员,view,all\nauditor,审计员,view_figures,all\nauditor,审计员,view_audit,all\n", ""
    )
    with pytest.raises(CityError, match="角色“auditor”仍在使用") as caught:
        apply(read_city(applied))
    assert "审计员甲" not in str(caught.value)
    assert Grant.objects.filter(role__code="auditor").count() == 3


def test_a_role_that_nobody_holds_goes_with_its_grants(applied, rewrite):
    rewrite(
        "roles.csv", "auditor,审计员,view,all\nauditor,审计员,view_figures,all\nauditor,审计员,view_audit,all\n", ""
    )
    apply(read_city(applied))
    assert not Role.objects.filter(code="auditor").exists()
    assert told(applied) == []


def test_another_city_is_not_applied_to_this_database(applied, rewrite):
    rewrite("city.toml", 'code = "minimal"', 'code = "other"')
    with pytest.raises(CityError, match="属于平台“minimal”"):
        apply(read_city(applied))
    assert Platform.objects.get().code == "minimal"


def test_the_platform_unit_keeps_its_code(applied):
    for file in ("units.csv", "areas.csv"):
        text = (applied / file).read_text(encoding="utf-8")
        (applied / file).write_text(text.replace("xq", "xq2"), encoding="utf-8")
    with pytest.raises(CityError, match=r"units\.csv"):
        apply(read_city(applied))


def test_a_bad_folder_leaves_the_database_as_it_was(applied, rewrite):
    rewrite("areas.csv", "A1,东城区", "A1,新东城区")
    rewrite("units.csv", "1,company", "1,factory")
    with pytest.raises(CityError):
        apply(read_city(applied))
    assert not Category.objects.filter(name="新东城区").exists()
    assert Unit.objects.get(code="reli").kind == "company"


def test_a_failure_half_way_leaves_nothing_behind(folder, monkeypatch):
    def fail(**_):
        raise OSError("disk full")

    monkeypatch.setattr(Audit.objects, "create", fail)
    with pytest.raises(OSError, match="disk full"):
        apply(read_city(folder))
    assert not Unit.objects.exists()
    assert not CalendarDay.objects.exists()


def test_the_calendar_is_seeded_and_the_city_lays_its_own_days_over_it(folder, rewrite):
    (folder / "calendar.csv").write_text(
        "日期,是否上班,名称\n2025-10-01,是,值守\n2031/1/1,否,元旦\n", encoding="utf-8-sig"
    )
    rewrite("city.toml", "[2027, 2028, 2029, 2030]", "[]")
    apply(read_city(folder))
    assert CalendarDay.objects.get(on=date(2025, 10, 1)).is_working
    assert not CalendarDay.objects.get(on=date(2025, 10, 2)).is_working
    assert not CalendarDay.objects.get(on=date(2031, 1, 1)).is_working
    assert not CalendarYear.objects.filter(year=2031).exists(), "one day does not make a year known"
    assert told(folder) == []


def test_a_year_is_known_once_the_city_calls_it_complete(folder, rewrite):
    with (folder / "calendar.csv").open("a", encoding="utf-8") as file:
        file.write("2031-01-01,no,元旦\n")
    apply(read_city(folder))
    assert not CalendarYear.objects.filter(year=2031).exists()
    rewrite("city.toml", "2030]", "2030, 2031]")
    apply(read_city(folder))
    assert CalendarYear.objects.filter(year=2031).exists()
    assert told(folder) == []


def test_a_large_city_takes_no_more_queries_than_a_small_one(folder, django_assert_max_num_queries):
    with (folder / "units.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"t{n},第{n}镇,dongcheng,3,town\n" for n in range(500))
    with (folder / "categories.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"D{n},第{n}类,C13\n" for n in range(2000))
    with (folder / "catalogue.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"D{n},,t{n % 500},zjj;cgj,\n" for n in range(2000))
    city = read_city(folder)
    with django_assert_max_num_queries(100):
        apply(city)
    with django_assert_max_num_queries(22):
        assert plan(city) == []
