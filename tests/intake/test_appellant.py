"""The citizen: found again by his number, never readable in the database."""

import pytest
from django.db import connection

from tests.factories import ADDRESS, MONDAY, NAME, draft, person, registered
from xinqiao.cases.models import Appellant, Case
from xinqiao.intake.actions import register
from xinqiao.intake.channels.base import Unreadable
from xinqiao.vault.index import blind_candidates

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.mark.parametrize("typed", ["139 1234 5678", "+86-139-1234-5678", "１３９１２３４５６７８", "0 13912345678"])
def test_however_the_number_is_typed_the_citizen_is_found_again(typed):
    registered(phone=typed)
    found = Appellant.objects.get(phone_index__in=blind_candidates("phone", "13912345678"))
    assert (found.phone, found.name, found.address) == ("13912345678", NAME, ADDRESS)
    assert Appellant.objects.get(name_index__in=blind_candidates("name", NAME)) == found


def test_the_database_itself_knows_neither_name_nor_number():
    registered(phone="13912345678")
    with connection.cursor() as cursor:
        cursor.execute("SELECT a::text FROM cases_appellant a")
        (row,) = cursor.fetchone()
    for personal in ("13912345678", NAME, ADDRESS):
        assert personal not in row


def test_a_number_that_is_none_is_refused_at_its_field_and_not_repeated():
    with pytest.raises(Unreadable) as refused:
        register(draft(phone="12 34 五"), by=person("agent"), now=MONDAY)
    assert set(refused.value.problems) == {"phone"}
    assert "12 34" not in str(refused.value)
    assert not Case.objects.exists()
    assert not Appellant.objects.exists()


def test_an_anonymous_citizen_is_not_kept_even_if_he_told_his_name():
    case = registered(confidentiality="anonymous")
    assert case.appellant is None
    assert not Appellant.objects.exists()


def test_who_told_nothing_is_nobody():
    assert registered(name="", phone="", address="").appellant is None


def test_an_address_alone_is_somebody():
    kept = registered(name="", phone="").appellant
    assert (kept.address, kept.phone_index, kept.name_index) == (ADDRESS, "", "")


def test_every_wrong_code_is_named_at_its_field():
    wrong = {
        "case_type": "wish", "urgency": "yesterday", "confidentiality": "secret",
        "category": "C99", "area": "A9", "source": "pigeon",
    }  # fmt: skip
    with pytest.raises(Unreadable) as refused:
        register(draft(**wrong), by=person("agent"), now=MONDAY)
    assert set(refused.value.problems) == set(wrong)


def test_a_source_must_be_told():
    with pytest.raises(Unreadable) as refused:
        register(draft(source=""), by=person("agent"), now=MONDAY)
    assert set(refused.value.problems) == {"source"}


@pytest.mark.parametrize(("field", "most"), [("title", 100), ("place", 200), ("system", 50), ("foreign_number", 64)])
def test_what_does_not_fit_is_refused_at_its_field(field, most):
    facts = {"system": "旧系统", "foreign_number": "1"} | {field: "长" * (most + 1)}
    with pytest.raises(Unreadable) as refused:
        register(draft(**facts), by=person("agent"), now=MONDAY)
    assert set(refused.value.problems) == {field}
    assert str(most) in refused.value.problems[field]
    register(draft(**facts | {field: "长" * most}), by=person("agent"), now=MONDAY)


def test_what_will_be_said_tomorrow_was_not_said():
    from_tomorrow = MONDAY.replace(day=2)
    with pytest.raises(Unreadable) as refused:
        register(draft(at=from_tomorrow), by=person("agent"), now=MONDAY)
    assert set(refused.value.problems) == {"at"}
