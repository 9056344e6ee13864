"""Who is on duty at a unit when."""

import pytest
from django.db import IntegrityError

from tests.factories import at, person, unit
from tests.fixtures.browsing import browser
from tests.people.coming_in import administrator
from xinqiao.people.duty import on_duty, on_duty_at
from xinqiao.people.models import Audit, DutyShift, Staff, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def shift(staff: Staff, code: str = "cgj", begins: float = 0, ends: float = 60, **more: str) -> DutyShift:
    return DutyShift.objects.create(unit=unit(code), staff=staff, starts_at=at(begins), ends_at=at(ends), **more)


def names(code: str, minutes: float) -> list[str]:
    return [one.staff.username for one in on_duty(unit(code), at(minutes))]


@pytest.mark.parametrize(
    ("minutes", "who"),
    [(-1, ["liaison-cgj"]), (0, ["handler-cgj"]), (59, ["handler-cgj"]), (60, ["liaison-cgj"])],
)
def test_from_the_beginning_to_the_end_and_else_the_liaison_stands_in(minutes, who):
    person("liaison", "cgj")
    shift(person("handler", "cgj"))
    assert names("cgj", minutes) == who


def test_several_at_once_each_in_his_capacity():
    shift(person("handler", "cgj"), capacity="值班员", phone="13800000001")
    shift(person("leader", "cgj"), capacity="带班领导")
    assert [(one.capacity, one.phone) for one in on_duty(unit("cgj"), at(5))] == [
        ("值班员", "13800000001"), ("带班领导", ""),
    ]  # fmt: skip


def test_who_left_is_not_on_duty_and_neither_is_a_liaison_who_left():
    gone = person("handler", "cgj")
    shift(gone)
    Staff.objects.filter(pk__in=[gone.pk, person("liaison", "cgj").pk]).update(is_active=False)
    assert names("cgj", 5) == []


def test_a_unit_without_anybody_has_nobody():
    assert on_duty(unit("reli"), at(0)) == []


def test_all_units_cost_two_queries(django_assert_num_queries):
    shift(person("handler", "cgj"))
    person("liaison", "zjj")
    units = list(Unit.objects.all())
    with django_assert_num_queries(2):
        found = on_duty_at(units, at(5))
    assert {one.code: [who.staff.username for who in found[one.pk]] for one in units if found[one.pk]} == {
        "cgj": ["handler-cgj"], "zjj": ["liaison-zjj"],
    }  # fmt: skip


def test_no_shift_ends_before_it_begins():
    with pytest.raises(IntegrityError):
        shift(person("handler", "cgj"), begins=60, ends=0)


class TestPage:
    def sent(self, **more: object) -> dict[str, object]:
        usual = {"starts_at": "2099-01-01T09:00", "ends_at": "2099-01-01T17:00", "phone": "０９３７ 622 1234"}
        return {"staff": person("handler", "heping").pk, "capacity": "值班员"} | usual | more

    def test_a_shift_is_entered_shown_and_struck(self):
        keeper = administrator("dongcheng")
        client = browser(keeper)
        assert client.post("/duty/heping/", self.sent())["Location"] == "/duty/heping/"
        entered = DutyShift.objects.get()
        assert (entered.unit.code, entered.phone) == ("heping", "09376221234")
        page = client.get("/duty/heping/").content.decode()
        assert "2099-01-01 09:00" in page
        assert entered.staff.name in page
        client.post(f"/duty/shifts/{entered.pk}/remove/")
        assert not DutyShift.objects.exists()
        assert list(Audit.objects.filter(staff=keeper).order_by("pk").values_list("what", "subject")) == [
            ("duty_entered", "heping"), ("duty_removed", "heping"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("wrong", "why"),
        [
            ({"ends_at": "2099-01-01T09:00"}, "结束须晚于开始"),
            ({"starts_at": "soon"}, "开始"),
            ({"phone": "call me"}, "不是电话号码"),
            ({"staff": ""}, "值班人员"),
            ({"capacity": "职" * 51}, "50"),
        ],
    )
    def test_what_is_wrong_is_named(self, wrong, why):
        page = browser(administrator("dongcheng")).post("/duty/heping/", self.sent(**wrong))
        assert page.status_code == 422
        assert why in page.content.decode()
        assert not DutyShift.objects.exists()

    def test_only_the_units_own_people_can_be_put_on_duty(self):
        stranger = person("handler", "cgj")
        page = browser(administrator("dongcheng")).post("/duty/heping/", self.sent(staff=stranger.pk))
        assert page.status_code == 422

    def test_a_foreign_unit_is_not_there(self):
        foreign = shift(person("handler", "cgj"))
        client = browser(administrator("dongcheng"))
        assert client.get("/duty/cgj/").status_code == 404
        assert client.post("/duty/cgj/", self.sent()).status_code == 404
        assert client.post(f"/duty/shifts/{foreign.pk}/remove/").status_code == 404
        assert "市城市管理局" not in client.get("/duty/").content.decode()
        assert DutyShift.objects.count() == 1

    def test_the_overview_says_who_stands_in(self):
        person("liaison", "heping")
        page = browser(administrator("dongcheng")).get("/duty/").content.decode()
        assert "甲-liaison-heping" in page
        assert "未排班，由联络员代" in page
        assert "无人值班，也没有联络员" in page
