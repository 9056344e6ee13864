"""Whoever changes city.toml on its page reads beside it what each key means, what holds without it and what holds now."""

import tomllib
from dataclasses import asdict, fields

import pytest
from django.test import Client

from tests.factories import person
from xinqiao.cities import meanings
from xinqiao.people import policy
from xinqiao.people.models import Platform

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def section(own: str, default: object) -> policy.Policy:
    """The policy of a file with that line alone."""
    return policy.parse(tomllib.loads(f"{own} = {default}"))


def test_every_key_has_its_meaning_and_none_is_explained_that_is_no_key():
    known = {f"{one.name}.{key.name}" for one in fields(policy.Policy) for key in fields(policy.SECTIONS[one.name])}
    assert set(meanings.MEANINGS) == known


def test_what_stands_there_as_default_could_be_written_into_the_file():
    for key in meanings.explained():
        assert section(key.name, key.default) == policy.Policy(), key.name


def test_what_holds_now_is_told_and_what_the_city_decided_otherwise_stands_out():
    Platform.objects.update(settings={"callbacks": {"hours": ["09:00-11:30"], "attempts": 5}})
    policy.forget()
    own = {key.name: key.now for key in meanings.explained() if key.is_own}
    assert own == {"callbacks.hours": '["09:00-11:30"]', "callbacks.attempts": "5"}


def test_the_page_tells_them(client: Client):
    client.force_login(person("administrator"))
    page = client.get("/settings/city/").content.decode()
    assert "到期前多久亮黄灯；超期亮红灯" in page
    assert page.count('data-label="含义"') == sum(len(one) for one in asdict(policy.Policy()).values())
