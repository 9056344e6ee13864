"""Codes of the phone and codes on paper: each works once, and not by guessing."""

import re

import pyotp
import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from tests.factories import at
from tests.fixtures.at_once import at_once
from tests.fixtures.browsing import browser
from tests.people.coming_in import code, newcomer, settled, sign_in, with_factor
from xinqiao.people import actions, factors
from xinqiao.people.models import Audit, RecoveryCode, SecondFactor, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

WRONG, SHUT = "验证码不正确", "输错次数过多"
CODE = re.compile(r"<code>((?:[2-9a-z]{4}-){2}[2-9a-z]{4})</code>")


def secret_on(page) -> pyotp.TOTP:
    """What a phone takes from the page."""
    return pyotp.TOTP(re.search(r"<code>([A-Z2-7]{32})</code>", page.content.decode())[1])


@pytest.fixture
def clock():
    with time_machine.travel(at(0), tick=False) as travelling:
        yield travelling


class TestSigningIn:
    def test_the_password_alone_opens_nothing(self):
        staff = settled("agent")
        phone = with_factor(staff)
        client, answer = sign_in(staff)
        assert answer["Location"] == "/sign-in/code/"
        assert client.get("/").status_code == 302
        assert client.get("/sign-in/password/")["Location"] == "/sign-in/code/"
        assert client.post("/sign-in/code/", {"code": code(phone)})["Location"] == "/"
        assert client.get("/").status_code == 200

    def test_a_code_that_was_used_is_refused_to_whoever_overheard_it(self, clock):
        staff = settled("agent")
        phone = with_factor(staff)
        overheard = code(phone)
        assert sign_in(staff)[0].post("/sign-in/code/", {"code": overheard}).status_code == 302
        second, _ = sign_in(staff)
        page = second.post("/sign-in/code/", {"code": overheard})
        assert (page.status_code, second.get("/").status_code) == (422, 302)
        assert WRONG in page.content.decode()

    def test_nor_is_one_from_before_it(self, clock):
        staff = settled("agent")
        phone = with_factor(staff)
        before = code(phone)
        clock.shift(30)
        assert factors.prove(staff, code(phone), now=timezone.now()).staff
        assert not factors.prove(staff, before, now=timezone.now()).staff
        clock.shift(30)
        assert factors.prove(staff, code(phone), now=timezone.now()).staff, "the next one is good again"

    @pytest.mark.parametrize(("seconds", "good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
    def test_a_phone_may_be_half_a_minute_off(self, seconds, good):
        staff = settled("agent")
        phone = with_factor(staff)
        off = code(phone, at(seconds / 60))
        assert bool(factors.prove(staff, off, now=at(0)).staff) is good

    def test_full_width_digits_and_spaces_are_the_same_code(self):
        staff = settled("agent")
        digits = code(with_factor(staff))
        wide = "".join(chr(ord(digit) + 0xFEE0) for digit in digits)
        assert factors.prove(staff, f" {wide[:3]} {wide[3:]}", now=timezone.now()).staff

    def test_guessing_ends_after_five(self, clock):
        staff = settled("agent")
        phone = with_factor(staff)
        client, _ = sign_in(staff)
        wrong = f"{(int(code(phone)) + 1) % 1_000_000:06}"
        pages = [client.post("/sign-in/code/", {"code": wrong}).content.decode() for _ in range(5)]
        assert [SHUT in page for page in pages] == [False] * 4 + [True]
        assert SHUT in client.post("/sign-in/code/", {"code": code(phone)}).content.decode()
        assert Audit.objects.filter(what="code_failed", subject=staff.username).count() == 6
        actions.unlock(staff, by=None)
        assert client.post("/sign-in/code/", {"code": code(phone)}).status_code == 302

    @pytest.mark.parametrize("typed", ["", "12345", "１２３", "abcdef", "🙂🙂🙂🙂🙂🙂", "000000000000000000000"])
    def test_what_is_no_code_is_wrong(self, typed):
        staff = settled("agent")
        with_factor(staff)
        assert sign_in(staff)[0].post("/sign-in/code/", {"code": typed}).status_code == 422


class TestSettingUp:
    def test_an_administrator_sets_it_up_before_anything_else(self):
        staff = newcomer("administrator")
        client, _ = sign_in(staff, next="/cases/")
        onward = client.post("/sign-in/password/", {"new": "Ganz-neu-2", "again": "Ganz-neu-2"})
        assert onward["Location"] == "/sign-in/second-factor/"
        assert client.get("/").status_code == 302
        page = client.get("/sign-in/second-factor/")
        assert "no-store" in page["Cache-Control"]
        assert "<svg" in page.content.decode()
        done = client.post("/sign-in/second-factor/", {"code": code(secret_on(page))})
        assert len(CODE.findall(done.content.decode())) == 10
        assert 'href="/cases/"' in done.content.decode(), "the page one wanted"
        assert client.get("/").status_code == 200
        assert Audit.objects.filter(what="second_factor_set", staff=staff).exists()

    def test_a_wrong_code_sets_up_nothing_and_the_secret_stays(self):
        client, _ = sign_in(settled("administrator"))
        phone = secret_on(client.get("/sign-in/second-factor/"))
        page = client.post("/sign-in/second-factor/", {"code": "000000"})
        assert page.status_code == 422
        assert secret_on(page).secret == phone.secret
        assert client.get("/").status_code == 302
        done = client.post("/sign-in/second-factor/", {"code": code(phone)})
        assert 'href="/"' in done.content.decode(), "home, where no other page was wanted"

    def test_the_code_that_confirmed_it_is_used_up(self, clock):
        staff = settled("agent")
        factor = factors.begin(staff)
        digits = code(pyotp.TOTP(factor.secret))
        assert factors.confirm(factor, digits, now=timezone.now())
        assert not factors.prove(staff, digits, now=timezone.now()).staff

    def test_anybody_may(self):
        client = browser(settled("agent"))
        page = client.get("/me/second-factor/")
        done = client.post("/me/second-factor/", {"code": code(secret_on(page))})
        assert len(CODE.findall(done.content.decode())) == 10
        assert "还有 10 个恢复码" in client.get("/me/").content.decode()

    def test_the_city_says_which_roles_must(self, rules):
        rules(second_factor=["agent"])
        assert sign_in(settled("administrator"))[1]["Location"] == "/"
        assert sign_in(settled("agent"))[1]["Location"] == "/sign-in/second-factor/"

    def test_who_is_given_such_a_role_is_signed_out_and_sets_it_up(self):
        staff = settled("agent")
        client, _ = sign_in(staff)
        admin = person_role("administrator")
        actions.give_post(staff, admin.unit, admin.role, by=None)
        assert client.get("/").status_code == 302
        assert sign_in(staff)[1]["Location"] == "/sign-in/second-factor/"

    def test_neither_secret_nor_codes_lie_in_the_database(self):
        staff = settled("agent")
        factor = factors.begin(staff)
        codes = factors.confirm(factor, code(pyotp.TOTP(factor.secret)), now=timezone.now())
        with connection.cursor() as cursor:
            cursor.execute("SELECT f.secret || string_agg(c.digest, ' ') FROM people_secondfactor f"
                           " JOIN people_recoverycode c ON c.factor_id = f.id GROUP BY f.id")  # fmt: skip
            stored = cursor.fetchone()[0]
        assert factor.secret not in stored
        assert not [one for one in codes if one in stored or one.replace("-", "") in stored]


class TestPaper:
    @pytest.fixture
    def codes(self) -> list[str]:
        staff = settled("agent")
        with_factor(staff)
        return factors.renew_codes(factors.of(staff))

    def test_each_opens_once(self, codes):
        staff = Staff.objects.get(username="agent-xq")
        for one in codes:
            assert sign_in(staff)[0].post("/sign-in/code/", {"code": one.upper()}).status_code == 302
            assert sign_in(staff)[0].post("/sign-in/code/", {"code": one}).status_code == 422
        assert not RecoveryCode.objects.filter(used_at=None).exists()

    def test_new_ones_end_the_old_ones(self, codes):
        staff = Staff.objects.get(username="agent-xq")
        page = browser(staff).post("/me/second-factor/codes/", {"code": codes[0]})
        new = CODE.findall(page.content.decode())
        assert len(new) == 10
        assert not factors.prove(staff, codes[1], now=timezone.now()).staff
        assert factors.prove(staff, new[0], now=timezone.now()).staff

    def test_without_a_code_there_are_no_new_ones(self, codes):
        client = browser(Staff.objects.get(username="agent-xq"))
        assert client.post("/me/second-factor/codes/", {"code": "000000"}).status_code == 422
        assert not CODE.findall(client.get("/me/second-factor/codes/").content.decode())


class TestGivingUp:
    def test_it_takes_a_code(self):
        staff = settled("agent")
        phone = with_factor(staff)
        client = browser(staff)
        assert client.post("/me/second-factor/drop/", {"code": "000000"}).status_code == 422
        assert client.post("/me/second-factor/drop/", {"code": code(phone)})["Location"] == "/me/"
        assert not SecondFactor.objects.exists()
        assert sign_in(staff)[1]["Location"] == "/"

    def test_who_must_have_one_begins_with_another(self):
        staff = settled("administrator")
        phone = with_factor(staff)
        client = browser(staff)
        assert client.post("/me/second-factor/drop/", {"code": code(phone)})["Location"] == "/sign-in/"
        assert client.get("/").status_code == 302
        assert sign_in(staff)[1]["Location"] == "/sign-in/second-factor/"

    def test_another_administrator_takes_it_away_and_the_sessions_end(self):
        staff = settled("agent")
        with_factor(staff)
        client = browser(staff)
        actions.reset_second_factor(staff, by=None)
        assert client.get("/").status_code == 302
        assert sign_in(staff)[1]["Location"] == "/"
        assert Audit.objects.filter(what="second_factor_reset", subject=staff.username).exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_with_the_same_code_one_comes_in():
    staff = settled("agent")
    digits, now = code(with_factor(staff)), timezone.now()
    came = at_once(lambda _: factors.prove(staff, digits, now=now).staff, count=8)
    assert came.count(staff) == 1
    assert came.count(None) == 7


def person_role(role: str):
    return settled(role).posts.get()
