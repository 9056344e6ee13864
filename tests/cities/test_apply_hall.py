"""What a city says of its hall and of those above it: sources, grounds, ladder, queues, shifts, settings."""

from datetime import time
from pathlib import Path

import pytest

from tests.factories import MONDAY
from xinqiao.catalogue.models import Ground, Hotline, Source
from xinqiao.cities.apply import apply
from xinqiao.cities.faults import CityError
from xinqiao.cities.officers import NEEDED
from xinqiao.cities.plan import plan
from xinqiao.cities.read import read_city
from xinqiao.people import policy
from xinqiao.people.models import Role
from xinqiao.supervision.models import Rung
from xinqiao.telephony.models import Call, Queue
from xinqiao.workforce.models import ShiftPattern

pytestmark = pytest.mark.django_db
CITIES = Path(__file__).resolve().parents[2] / "cities"


def told(folder):
    return [str(change) for change in plan(read_city(folder))]


@pytest.fixture
def applied(folder):
    apply(read_city(folder))
    return folder


@pytest.mark.parametrize("name", ["minimal", "jiayuguan"])
def test_a_city_that_is_applied_twice_is_as_it_was(name):
    assert apply(read_city(CITIES / name)) != []
    assert plan(read_city(CITIES / name)) == []
    assert apply(read_city(CITIES / name)) == []


def test_grounds_say_where_to_go_and_whose_number_is_kept(applied):
    petition = Ground.objects.get(kind="decline", code="petition")
    assert (petition.name, petition.door) == ("已进入信访渠道办理", "市信访局")
    assert Ground.objects.get(kind="relay", code="police").needs_number
    assert not Ground.objects.get(kind="relay", code="fire").needs_number


def test_the_same_code_may_be_a_ground_of_two_moves(applied, append):
    append("grounds.csv", "pause,complex,情况复杂,,,0")
    assert told(applied) == ["+ grounds.csv 事由 pause/complex 情况复杂"]
    apply(read_city(applied))
    assert Ground.objects.filter(code="complex").count() == 2


def test_a_ground_that_left_the_file_is_retired_and_can_come_back(applied, rewrite, append):
    rewrite("grounds.csv", "invalidate,test,测试,,,0\n", "")
    assert told(applied) == ["- grounds.csv 事由 invalidate/test 测试"]
    apply(read_city(applied))
    assert not Ground.objects.get(kind="invalidate", code="test").is_active
    append("grounds.csv", "invalidate,test,测试,,,0")
    apply(read_city(applied))
    assert Ground.objects.get(kind="invalidate", code="test").is_active


def test_the_ladder_climbs_from_a_late_case_to_the_leader(applied):
    late = Rung.objects.get(trigger="open_late")
    assert (late.instrument, late.answer_limit) == ("urge", "4 wh")
    assert {role.code for role in late.told.all()} == {"liaison", "handler"}
    assert late.next_rung.next_rung.instrument == "summon"
    assert Rung.objects.get(code="L4").threshold == 3


def test_a_rung_between_two_others_shows_in_the_plan_and_holds_after_it(applied, rewrite, append):
    rewrite(
        "ladder.csv", "liaison;supervisor,letter,1 wd,L3\nL3,约谈,3", "liaison;supervisor,letter,1 wd,L2b\nL3,约谈,4"
    )
    append("ladder.csv", "L2b,挂牌督办,3,publicly_list,unanswered,,,督办单未回复,leader,letter,2 wd,L3")
    assert told(applied) == [
        "~ ladder.csv 督办阶梯 L2: next_rung: L3 → L2b",
        "~ ladder.csv 督办阶梯 L3: level: 3 → 4",
        "+ ladder.csv 督办阶梯 L2b 挂牌督办",
    ]
    apply(read_city(applied))
    assert Rung.objects.get(code="L2").next_rung.next_rung.code == "L3"


def test_a_queue_knows_its_numbers_its_hours_and_where_calls_go_on(applied):
    queue = Queue.objects.get(code="construction")
    assert [hotline.number for hotline in queue.hotlines.all()] == ["12319"]
    assert (queue.skills, queue.days, queue.hours) == (["construction"], "working_days", "09:00-12:00;13:00-17:30")
    assert (queue.overflow.code, queue.overflow_after) == ("general", 30)
    assert not Queue.objects.get(code="general").hotlines.exists()


def test_a_hotline_that_is_no_more_leaves_its_queue(applied, rewrite):
    rewrite("hotlines.csv", "12319,城建服务热线,cgj,absorbed\n", "")
    rewrite("queues.csv", "城建专席,12319", "城建专席,")
    apply(read_city(applied))
    assert not Queue.objects.get(code="construction").hotlines.exists()
    assert told(applied) == []


def test_shifts_are_kept_as_times_of_day(applied):
    night = ShiftPattern.objects.get(code="night")
    assert (night.begins, night.ends, night.days, night.seats) == (time(20), time(8), "every_day", 1)


def test_an_upper_platform_has_its_officer_until_the_role_is_no_more(applied, rewrite, append):
    rewrite("sources.csv", "province,省平台转办,0.5,1,,", "province,省平台转办,0.5,1,province_officer,2")
    grants = [f"province_officer,省转件专员,{verb},unit" for verb in sorted(NEEDED)]
    append("roles.csv", "\n".join(grants))
    apply(read_city(applied))
    province = Source.objects.get(code="province")
    assert (province.is_upper, province.officer.code, province.lead_level) == (True, "province_officer", 2)
    rewrite("sources.csv", "province_officer,2", ",")
    for grant in grants:
        rewrite("roles.csv", f"{grant}\n", "")
    apply(read_city(applied))
    assert not Role.objects.filter(code="province_officer").exists()
    assert Source.objects.get(code="province").officer is None
    assert told(applied) == []


def test_a_changed_setting_is_told_by_its_name_and_read_at_once(applied, rewrite, django_capture_on_commit_callbacks):
    rewrite("city.toml", 'yellow_before = "1 wd"', 'yellow_before = "2 wd"\n[rework]\nmost = 2')
    assert told(applied) == [
        "~ city.toml 平台 1: lights.yellow_before: 1 wd → 2 wd",
        "~ city.toml 平台 1: rework.most: — → 2",
    ]
    assert policy.load().rework.most == 3
    with django_capture_on_commit_callbacks(execute=True):
        apply(read_city(applied))
    assert (policy.load().rework.most, str(policy.load().lights.yellow_before)) == (2, "2 wd")
    policy.forget()


def test_a_hotline_that_was_called_stays_and_is_named(applied, rewrite):
    Call(linkedid="1", hotline=Hotline.objects.get(number="12319"), began_at=MONDAY).save()
    rewrite("hotlines.csv", "12319,", "12333,")
    rewrite("queues.csv", "12319,", "12333,")
    with pytest.raises(CityError, match="热线“12319”仍在使用"):
        plan(read_city(applied))
