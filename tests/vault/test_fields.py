"""Encrypted columns in the database."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models
from django.test.utils import isolate_apps

from xinqiao.cases.models import Appellant
from xinqiao.vault.cipher import seal
from xinqiao.vault.errors import SealBroken
from xinqiao.vault.fields import EncryptedTextField
from xinqiao.vault.keys import ensure_keyring

PHONE = "13800005678"


@pytest.fixture(autouse=True)
def keyring(tmp_path, settings) -> None:
    settings.KEYRING = tmp_path / "keyring.json"
    ensure_keyring()


def stored(appellant: Appellant) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM cases_appellant WHERE id = %s", [appellant.pk])
        return cursor.fetchone()[0]


@pytest.mark.django_db
class TestColumn:
    def test_the_database_sees_only_sealed_text(self):
        appellant = Appellant.objects.create(name="张三", phone=PHONE)
        assert stored(appellant).startswith("v1:")
        assert PHONE not in stored(appellant)
        read = Appellant.objects.get(pk=appellant.pk)
        assert (read.name, read.phone, read.address) == ("张三", PHONE, "")
        assert Appellant.objects.values_list("phone", flat=True).get() == PHONE

    def test_saving_what_was_read_seals_it_once(self):
        appellant = Appellant.objects.create(phone=PHONE)
        for _ in range(2):
            appellant = Appellant.objects.get(pk=appellant.pk)
            appellant.save()
        assert Appellant.objects.get().phone == PHONE

    def test_bulk_writes_seal_too(self):
        made = Appellant.objects.bulk_create([Appellant(phone=PHONE), Appellant(phone="")])
        assert stored(made[0]).startswith("v1:")
        assert stored(made[1]) == ""
        made[1].phone = "13900001111"
        Appellant.objects.bulk_update(made, ["phone"])
        assert stored(made[1]).startswith("v1:")
        assert {appellant.phone for appellant in Appellant.objects.all()} == {PHONE, "13900001111"}
        Appellant.objects.update(phone="13700002222")
        assert stored(made[0]).startswith("v1:")

    def test_what_was_written_past_the_application_is_noticed(self):
        appellant = Appellant.objects.create(phone=PHONE)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_appellant SET phone = '13700002222'")
        with pytest.raises(SealBroken, match=r"cases\.appellant\.phone") as raised:
            Appellant.objects.get(pk=appellant.pk)
        assert "13700002222" not in str(raised.value)

    def test_a_value_copied_from_another_column_does_not_open(self):
        Appellant.objects.create(name="张三", phone=PHONE)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_appellant SET phone = name")
        with pytest.raises(SealBroken):
            Appellant.objects.get()

    @pytest.mark.parametrize("lookup", ["phone", "phone__icontains", "phone__in", "phone__gt", "phone__startswith"])
    def test_searching_ciphertext_is_an_error_not_an_empty_result(self, lookup):
        with pytest.raises(FieldError, match="blind index"):
            Appellant.objects.filter(**{lookup: PHONE}).first()

    def test_whether_there_is_a_value_can_be_asked(self):
        Appellant.objects.create(phone=PHONE)
        assert Appellant.objects.filter(phone__isnull=False).count() == 1


@isolate_apps("tests")
def test_an_encrypted_column_can_be_neither_unique_nor_indexed():
    class Card(models.Model):  # noqa: DJ008
        number = EncryptedTextField(unique=True)
        holder = EncryptedTextField()

        class Meta:
            app_label = "tests"

    assert [error.id for error in Card._meta.get_field("number").check()] == ["vault.E001"]
    assert Card._meta.get_field("holder").check() == []


@isolate_apps("tests")
def test_a_renamed_column_opens_old_values_with_its_old_name():
    class Person(models.Model):  # noqa: DJ008
        mobile = EncryptedTextField(bound_to="tests.person.phone")

        class Meta:
            app_label = "tests"

    field = Person._meta.get_field("mobile")
    assert field.from_db_value(seal(PHONE, field="tests.person.phone"), None, connection) == PHONE
    assert field.clone().bound_to == "tests.person.phone"
    assert field.deconstruct()[3] == {"bound_to": "tests.person.phone"}
