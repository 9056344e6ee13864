"""Too many wrong passwords: the account rests, whether there is one of that name or not."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import at
from tests.fixtures.at_once import at_once
from tests.people.coming_in import SECRET, settled, sign_in
from xinqiao.people import actions, brakes, tasks
from xinqiao.people.models import Audit, Brake, Staff

pytestmark = pytest.mark.usefixtures("city")

WRONG, SHUT = "用户名或密码不正确", "输错次数过多"


def told(username: str, secret: str, address: str = "10.0.0.1") -> str:
    page = Client(REMOTE_ADDR=address).post("/sign-in/", {"username": username, "password": secret})
    return page.content.decode() if page.status_code == 422 else page["Location"]


@pytest.mark.django_db
class TestOneByOne:
    @pytest.mark.parametrize("name", ["agent-xq", "nobody", " "])
    def test_after_five_wrong_ones_nothing_is_looked_at_for_half_an_hour(self, name):
        settled("agent")
        name = name if name.strip() else "someone else"
        with time_machine.travel(at(0), tick=False) as clock:
            for _ in range(4):
                assert WRONG in told(name, "guess")
            assert SHUT in told(name, "guess"), "the fifth one says so"
            assert SHUT in told(name, SECRET), "even the right one"
            clock.move_to(at(29))
            assert SHUT in told(name, SECRET)
            clock.move_to(at(31))
            assert SHUT not in told(name, SECRET)

    def test_a_right_one_begins_the_count_anew(self):
        staff = settled("agent")
        for _ in range(3):
            for _ in range(4):
                sign_in(staff, "guess")
            assert sign_in(staff)[1].status_code == 302

    def test_a_known_and_an_unknown_name_cost_the_same(self):
        settled("agent")
        told("agent-xq", "guess"), told("nobody", "guess")
        with CaptureQueriesContext(connection) as known:
            told("agent-xq", "guess")
        with CaptureQueriesContext(connection) as unknown:
            told("nobody", "guess")
        assert len(known) == len(unknown)

    def test_who_left_is_answered_like_nobody(self):
        staff = settled("agent")
        actions.leave(staff, by=None, now=timezone.now())
        assert WRONG in told(staff.username, SECRET)

    def test_an_address_that_tries_many_names_rests_too_and_others_do_not(self, rules):
        rules(address_attempts=6)
        staff = settled("agent")
        for number in range(6):
            told(f"name{number}", "guess", "10.0.0.9")
        assert SHUT in told(staff.username, SECRET, "10.0.0.9")
        assert told(staff.username, SECRET, "10.0.0.10") == "/"

    def test_what_goes_wrong_at_an_address_over_a_day_is_not_added_up(self, rules):
        rules(address_attempts=6)
        with time_machine.travel(at(0), tick=False) as clock:
            for number in range(12):
                clock.move_to(at(20 * number))
                assert WRONG in told(f"name{number}", "guess")

    def test_behind_the_proxy_the_address_is_what_the_proxy_adds(self, rules, settings):
        rules(address_attempts=2)
        settings.HTTPS = True
        for forwarded in ("1.1.1.1, 10.0.0.9", "2.2.2.2, 10.0.0.9"):
            page = Client(HTTP_X_FORWARDED_FOR=forwarded)
            page.post("/sign-in/", {"username": forwarded, "password": "guess"})
        assert Brake.objects.filter(key="address:10.0.0.9", tries=2).exists()
        assert not Brake.objects.filter(key__contains="127.0.0.1").exists()

    def test_it_is_noted_when_it_failed_locked_and_was_unlocked(self):
        staff = settled("agent")
        for _ in range(7):
            sign_in(staff, "guess")
        actions.unlock(staff, by=None)
        assert sign_in(staff)[1].status_code == 302
        noted = list(Audit.objects.filter(subject=staff.username).order_by("pk").values_list("what", flat=True))
        assert noted == ["sign_in_failed"] * 5 + ["sign_in_locked", "unlocked"]

    def test_the_city_may_do_without(self, rules):
        rules(attempts=0)
        staff = settled("agent")
        for _ in range(9):
            sign_in(staff, "guess")
        assert sign_in(staff)[1].status_code == 302

    def test_what_was_typed_is_nowhere_to_be_read(self):
        told("typed password", "guess")
        assert not Brake.objects.filter(key__contains="typed").exists()

    def test_the_night_forgets_what_counts_no_more(self):
        with time_machine.travel(at(0), tick=False) as clock:
            told("yesterday", "guess")
            clock.move_to(at(25 * 60))
            told("today", "guess", "10.0.0.2")
            assert tasks.forget_sessions(0) == 2, "the name and the address of yesterday"
        assert Brake.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_are_looked_at_than_allowed():
    """Each looks at one password; the sixth and all others are turned away unseen."""
    staff = settled("agent")
    answers = at_once(lambda number: told(staff.username, f"guess {number}"), count=8)
    assert [type(one) for one in answers] == [str] * 8
    assert Audit.objects.filter(what="sign_in_failed").count() == 5
    assert Audit.objects.filter(what="sign_in_locked").count() == 1
    assert SHUT in told(staff.username, SECRET)


@pytest.mark.django_db(transaction=True)
def test_many_right_ones_at_once_all_come_in():
    staff = settled("agent")
    assert at_once(lambda _: told(staff.username, SECRET), count=8) == ["/"] * 8
    assert not Brake.objects.filter(key__startswith="name:").exists()
    assert Staff.objects.get(pk=staff.pk).sessions.count() == 8


@pytest.mark.django_db(transaction=True)
def test_a_brake_that_is_forgotten_meanwhile_is_made_again():
    settled("agent")

    def one(number: int) -> object:
        return told("agent-xq", "guess") if number % 2 else brakes.ease("name:none") or tasks.forget_sessions(0)

    assert not [ended for ended in at_once(one, count=8) if isinstance(ended, BaseException)]
