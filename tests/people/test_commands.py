"""`xinqiao staff` and `xinqiao token`."""

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.factories import person
from tests.people.coming_in import settled, sign_in, with_factor
from xinqiao.people import tokens
from xinqiao.people.models import Post, Staff, Token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def shown(out: str) -> str:
    """The initial password that the command printed."""
    return re.search(r"shown once[^:]*: (\S+)", out)[1]


def test_a_new_person_gets_a_post_and_an_initial_password(capsys):
    call_command("staff", "add", "ma", "--name", "马晓燕", "--unit", "cgj", "--role", "liaison")
    staff = Staff.objects.get(username="ma")
    out = capsys.readouterr().out
    assert staff.check_password(shown(out))
    assert staff.must_change_password
    assert "ma: 联络员 · 市城市管理局" in out
    assert staff.can_anywhere("sign")


def test_a_second_post_for_the_same_person_and_the_same_post_twice(capsys):
    for role in ("liaison", "handler", "handler"):
        call_command("staff", "add", "ma", "--name", "马晓燕", "--unit", "cgj", "--role", role)
    assert Post.objects.filter(staff__username="ma").count() == 2
    assert "(already)" in capsys.readouterr().out
    call_command("staff", "list")
    assert "ma\t马晓燕\t经办人\t市城市管理局" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--unit", "nowhere", "--role", "agent"], "no unit with code nowhere; known: .*cgj"),
        (["--unit", "cgj", "--role", "boss"], "no role with code boss; known: .*agent"),
        (["--unit", "cgj", "--role", "agent"], "give --name"),
    ],
)
def test_what_is_wrong_is_named(options, why):
    with pytest.raises(CommandError, match=why):
        call_command("staff", "add", "ma", *options)
    assert not Staff.objects.exists()


def test_a_name_that_does_not_fit_is_refused():
    with pytest.raises(CommandError, match="at most 50"):
        call_command("staff", "add", "m" * 51, "--name", "马", "--unit", "cgj", "--role", "agent")


def test_a_token_is_shown_once_and_opens_the_api_for_its_days(capsys):
    staff = person("agent")
    call_command("token", "issue", staff.username, "import", "--days", "2")
    text = capsys.readouterr().out.strip()
    now = timezone.now()
    assert tokens.holder(text, now=now) == staff
    assert tokens.holder(text, now=now + timedelta(days=3)) is None
    assert Token.objects.get().name == "import"


def test_a_token_for_nobody(capsys):
    with pytest.raises(CommandError, match="no active staff named nobody"):
        call_command("token", "issue", "nobody", "import")


def test_who_has_left_gets_in_nowhere(capsys):
    staff = person("liaison", "cgj")
    text = tokens.issue(staff=staff, name="app")
    call_command("staff", "leave", staff.username)
    assert tokens.holder(text, now=timezone.now()) is None
    assert not Staff.objects.get(pk=staff.pk).is_active
    assert not Staff.objects.get(pk=staff.pk).reaches


def test_a_revoked_token_opens_nothing(capsys):
    text = tokens.issue(staff=person("agent"), name="app")
    call_command("token", "revoke", str(Token.objects.latest("pk").pk))
    assert tokens.holder(text, now=timezone.now()) is None
    with pytest.raises(CommandError, match="no token"):
        call_command("token", "revoke", str(Token.objects.latest("pk").pk))


def test_a_new_password_replaces_the_old_one_and_ends_the_sessions(capsys):
    staff = settled("agent")
    client, _ = sign_in(staff)
    call_command("staff", "password", staff.username)
    password = shown(capsys.readouterr().out)
    assert client.get("/").status_code == 302
    assert sign_in(staff)[1].status_code == 422
    assert sign_in(staff, password)[1]["Location"] == "/sign-in/password/"


def test_who_has_left_comes_back_by_a_new_password(capsys):
    staff = settled("agent")
    call_command("staff", "leave", staff.username)
    call_command("staff", "list")
    assert "(left)" in capsys.readouterr().out
    call_command("staff", "password", staff.username)
    assert sign_in(staff, shown(capsys.readouterr().out))[1].status_code == 302


def test_a_locked_account_may_try_again(capsys):
    staff = settled("agent")
    for _ in range(6):
        sign_in(staff, "guess")
    call_command("staff", "unlock", staff.username)
    assert sign_in(staff)[1].status_code == 302


def test_a_lost_phone(capsys):
    staff = settled("agent")
    with_factor(staff)
    call_command("staff", "second-factor", staff.username)
    assert sign_in(staff)[1]["Location"] == "/"


@pytest.mark.parametrize("verb", ["password", "unlock", "second-factor", "leave"])
def test_nobody_of_that_name(verb):
    with pytest.raises(CommandError, match="no staff named nobody; see `xinqiao staff list`"):
        call_command("staff", verb, "nobody")
