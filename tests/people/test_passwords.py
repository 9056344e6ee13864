"""The rules for passwords, the initial one, and its change."""

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests.factories import at, person
from tests.people.coming_in import SECRET, newcomer, settled, sign_in
from xinqiao.people import passwords
from xinqiao.people.models import Audit, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

LENGTH, KINDS, NAME, AGAIN = "至少 8 个字符", "至少有 3 种", "不含用户名", "不是现在的密码"


def broken(password: str, staff: Staff) -> list[str]:
    try:
        validate_password(password, staff)
    except ValidationError as error:
        return error.messages
    return []


@pytest.mark.parametrize(
    ("password", "rules"),
    [
        ("Ab3-efgh", []),
        ("abcdefgH1", []),
        ("白日依山尽abcD", []),
        ("Ab3-efg", [LENGTH]),
        ("abcdefgh1", [KINDS]),
        ("short", [LENGTH, KINDS]),
        ("12345678", [KINDS]),
        ("Agent-XQ-2026", [NAME]),
        ("2026-qx-tnegA", [NAME]),
        ("甲-agent-xq 1A", [NAME]),
        ("agent-xq", [KINDS, NAME]),
        ("", [LENGTH, KINDS]),
        (SECRET, [AGAIN]),
    ],
)
def test_every_rule_that_is_broken_is_named(password, rules):
    found = broken(password, settled("agent"))
    assert len(found) == len(rules)
    for rule, message in zip(rules, found, strict=True):
        assert rule in message


def test_the_city_sets_the_rules(rules):
    staff = settled("agent")
    rules(least_length=12, least_kinds=1)
    assert [LENGTH.replace("8", "12") in message for message in broken("ab3-efgh", staff)] == [True]
    assert broken("abcdefghijkl", staff) == []


def test_the_last_five_do_not_come_back_and_older_ones_may():
    staff = settled("agent", secret="Number-0!")
    for number in range(1, 7):
        passwords.give(staff, f"Number-{number}!", is_initial=False, now=at(number))
    assert [bool(broken(f"Number-{number}!", staff)) for number in range(7)] == [False] + [True] * 6
    assert staff.old_passwords.count() == 5


def test_an_initial_password_meets_the_rules_and_is_never_the_same():
    made = {passwords.initial() for _ in range(50)}
    assert len(made) == 50
    assert {len(one) for one in made} == {19}
    assert not [one for one in made if broken(one, person("agent")) or set(one) & set("0O1lIo")]


class TestInitial:
    def test_it_leads_to_its_change_and_nowhere_else(self):
        client, answer = sign_in(newcomer("agent"))
        assert answer["Location"] == "/sign-in/password/"
        assert client.get("/")["Location"] == "/sign-in/?next=/"
        assert "初始密码" in client.get("/sign-in/password/").content.decode()

    def test_after_the_change_one_is_in_at_the_page_one_wanted(self):
        staff = newcomer("agent")
        client, _ = sign_in(staff, next="/cases/?stage=archived")
        answer = client.post("/sign-in/password/", {"new": "Ganz-neu-2", "again": "Ganz-neu-2"})
        assert answer["Location"] == "/cases/?stage=archived"
        assert client.get("/").status_code == 200
        assert not Staff.objects.get(pk=staff.pk).must_change_password
        assert Audit.objects.filter(what="password_changed", staff=staff).count() == 1
        assert sign_in(staff, "Ganz-neu-2")[1]["Location"] == "/"
        assert sign_in(staff)[1].status_code == 422

    @pytest.mark.parametrize(
        ("new", "again", "why"),
        [(SECRET, SECRET, AGAIN), ("abc", "abc", LENGTH), ("Ganz-neu-2", "Ganz-neu-3", "不一样"), ("", "", "必填")],
    )
    def test_a_change_that_is_none_is_refused_and_one_stays_outside(self, new, again, why):
        client, _ = sign_in(newcomer("agent"))
        page = client.post("/sign-in/password/", {"new": new, "again": again})
        assert page.status_code == 422
        assert why in page.content.decode()
        assert client.get("/").status_code == 302

    def test_who_waits_too_long_begins_again(self):
        with time_machine.travel(at(0), tick=False) as clock:
            client, _ = sign_in(newcomer("agent"))
            clock.move_to(at(11))
            answer = client.post("/sign-in/password/", {"new": "Ganz-neu-2", "again": "Ganz-neu-2"})
        assert answer["Location"] == "/sign-in/"

    def test_a_password_that_was_reset_meanwhile_ends_the_way_in(self):
        staff = newcomer("agent")
        client, _ = sign_in(staff)
        passwords.give(staff, "Other-one-3", is_initial=True, now=at(0))
        assert client.get("/sign-in/password/")["Location"] == "/sign-in/"

    def test_who_leaves_meanwhile_does_not_come_in(self):
        staff = newcomer("agent")
        client, _ = sign_in(staff)
        Staff.objects.filter(pk=staff.pk).update(is_active=False)
        assert client.get("/sign-in/password/")["Location"] == "/sign-in/"

    def test_a_stranger_finds_no_step_of_the_way(self, client):
        for step in ("code", "password", "second-factor"):
            assert client.get(f"/sign-in/{step}/")["Location"] == "/sign-in/"
            assert client.post(f"/sign-in/{step}/", {"code": "000000"})["Location"] == "/sign-in/"


class TestAge:
    @pytest.mark.parametrize(("days", "to"), [(89, "/"), (90, "/sign-in/password/")])
    def test_after_ninety_days_it_is_changed_first(self, days, to):
        staff = person("agent")
        passwords.give(staff, SECRET, is_initial=False, now=at(0))
        with time_machine.travel(at(days * 24 * 60), tick=False):
            assert sign_in(staff)[1]["Location"] == to

    def test_unless_the_city_lets_it_live(self, rules):
        rules(password_days=0)
        staff = person("agent")
        passwords.give(staff, SECRET, is_initial=False, now=at(0))
        with time_machine.travel(at(900 * 24 * 60), tick=False):
            assert sign_in(staff)[1]["Location"] == "/"

    def test_one_of_unknown_age_is_too_old(self):
        staff = settled("agent")
        Staff.objects.filter(pk=staff.pk).update(password_set_at=None)
        assert sign_in(staff)[1]["Location"] == "/sign-in/password/"
