"""`xinqiao staff` and `xinqiao token`."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.factories import person
from xinqiao.people import tokens
from xinqiao.people.models import Post, Staff, Token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_a_new_person_gets_a_post_and_an_initial_password(capsys):
    call_command("staff", "add", "ma", "--name", "马晓燕", "--unit", "cgj", "--role", "liaison")
    staff = Staff.objects.get(username="ma")
    out = capsys.readouterr().out
    password = out.partition("shown once): ")[2].split()[0]
    assert staff.check_password(password)
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


def test_a_new_password_replaces_the_old_one(capsys):
    staff = person("agent")
    call_command("staff", "password", staff.username)
    password = capsys.readouterr().out.split()[-1]
    assert Staff.objects.get(pk=staff.pk).check_password(password)
