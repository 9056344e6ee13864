"""Both keys are changed while the desk goes on registering and finding citizens: nobody is lost, nothing fails."""

import json
import threading
import time
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone

from tests.factories import person, registered
from tests.fixtures.at_once import SOAK
from tests.fixtures.city import city  # noqa: F401 - a fixture
from xinqiao.cases.models import Appellant
from xinqiao.intake.queries import same_person
from xinqiao.people.models import SecondFactor
from xinqiao.project.health.finding import State
from xinqiao.project.health.storage import keyring as keyring_finding
from xinqiao.vault import renewing, turning
from xinqiao.vault.columns import used
from xinqiao.vault.errors import SealBroken
from xinqiao.vault.index import blind_candidates, blind_index
from xinqiao.vault.keys import ensure_keyring, keyring
from xinqiao.vault.renewing import renew

APPELLANTS = 100_000 if SOAK else 1_500


@pytest.fixture(autouse=True)
def ring(tmp_path, settings) -> None:
    settings.KEYRING = tmp_path / "keys" / "keyring.json"
    ensure_keyring()


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("keys", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def phone(number: int) -> str:
    return f"139{number:08}"


def appellants(count: int) -> None:
    rows = ((f"诉求人{n}", phone(n)) for n in range(count))
    Appellant.objects.bulk_create(
        [
            Appellant(name=a, phone=p, name_index=blind_index("name", a), phone_index=blind_index("phone", p))
            for a, p in rows
        ],
        batch_size=2_000,
    )


def current() -> tuple[str, str]:
    return keyring().encryption.current.id, keyring().index.current.id


@pytest.mark.django_db
class TestKeys:
    def test_both_are_changed_and_everybody_is_read_and_found_as_before(self):
        appellants(30)
        SecondFactor.objects.create(staff=person_of_nowhere(), secret="JBSWY3DPEHPK3PXP")
        before = current()
        assert "31 rows renewed" in told("rotate", "encryption", "--algorithm", "SM4-GCM")
        assert "30 rows renewed" in told("rotate", "index")
        assert not set(before) & set(current())
        assert (set(used("encryption")), set(used("index"))) == ({current()[0]}, {current()[1]})
        assert keyring().encryption.current.algorithm == "SM4-GCM"
        for number, row in enumerate(Appellant.objects.order_by("pk")):
            assert (row.name, row.phone) == (f"诉求人{number}", phone(number))
            assert (row.name_index, row.phone_index) == (
                blind_index("name", row.name), blind_index("phone", row.phone),
            )  # fmt: skip
        assert SecondFactor.objects.get().secret == "JBSWY3DPEHPK3PXP"

    def test_cut_off_it_goes_on_where_it_stopped(self, monkeypatch):
        monkeypatch.setattr(renewing, "BATCH", 10)
        appellants(35)
        turning.turn("encryption", turning.add("encryption"), now=timezone.now())
        begun = renew()
        assert next(begun) == 10
        begun.close()
        assert used("encryption")[current()[0]] == 20  # a name and a phone of each
        assert "25 rows renewed" in told("renew")
        assert "0 rows renewed" in told("renew")

    def test_a_row_that_was_changed_meanwhile_keeps_what_was_written(self, monkeypatch):
        appellants(1)
        turning.turn("encryption", turning.add("encryption"), now=timezone.now())
        write = renewing._write

        def late(table, rows, after):
            if not changed:
                changed.append(Appellant.objects.update(phone=phone(7), phone_index=blind_index("phone", phone(7))))
            return write(table, rows, after)

        changed: list[int] = []
        monkeypatch.setattr(renewing, "_write", late)
        assert list(renew()) == [0, 1]  # missed, then done with what was written
        assert Appellant.objects.get().phone == phone(7)
        assert set(used("encryption")) == {current()[0]}

    def test_an_altered_value_stops_it_and_says_where(self):
        appellants(1)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_appellant SET phone = name")
        turning.turn("encryption", turning.add("encryption"), now=timezone.now())
        with pytest.raises(SealBroken, match=r"cases\.appellant\.phone"):
            list(renew())

    def test_a_key_is_taken_away_only_when_nothing_needs_it(self):
        appellants(3)
        (old, _), id_of = current(), lambda: keyring().encryption.by_id.keys()
        with pytest.raises(CommandError, match="is the current encryption key"):
            told("retire", "encryption", old)
        turning.turn("encryption", turning.add("encryption"), now=timezone.now() - turning.RESTS)
        with pytest.raises(CommandError, match="6 values still carry"):
            told("retire", "encryption", old)
        told("renew")
        assert old in id_of()
        told("retire", "encryption", old)
        assert old not in id_of()
        assert Appellant.objects.first().phone == phone(0)
        with pytest.raises(CommandError, match="holds no key"):
            told("retire", "encryption", old)

    def test_a_process_that_read_the_old_keyring_is_waited_for(self):
        old = current()[0]
        told("rotate", "encryption")
        with pytest.raises(CommandError, match="less than an hour ago"):
            told("retire", "encryption", old)

    def test_a_key_that_was_laid_beside_the_others_is_the_next(self):
        before = current()
        fresh = told("new", "index").split()[0]
        assert current() == before
        assert fresh in keyring().index.by_id
        assert told("rotate", "index").startswith(f"{fresh} is the current index key")

    def test_an_algorithm_that_is_none_changes_nothing(self, settings):
        before = settings.KEYRING.read_text()
        with pytest.raises(CommandError, match="AES-256-GCM, SM4-GCM"):
            told("new", "encryption", "--algorithm", "ROT13")
        assert settings.KEYRING.read_text() == before

    def test_the_status_counts_and_names_a_key_that_is_lost(self, settings):
        appellants(2)
        lost = lose(settings, "index")
        assert f"index      {lost} " in told("status")
        assert "MISSING 4 values" in told("status")

    def test_a_lost_index_key_is_told_and_mended_by_renewing(self, settings):
        appellants(2)
        lost = lose(settings, "index")
        found = keyring_finding()
        assert (found.state, lost in found.detail) == (State.WARN, True)
        assert Appellant.objects.filter(phone_index__in=blind_candidates("phone", phone(1))).count() == 0
        told("renew")
        assert Appellant.objects.get(phone_index__in=blind_candidates("phone", phone(1))).name == "诉求人1"
        assert keyring_finding().state == State.OK

    def test_a_lost_encryption_key_is_a_failure_that_only_a_backup_mends(self, settings):
        appellants(2)
        lost = lose(settings, "encryption")
        found = keyring_finding()
        assert (found.state, lost in found.detail, "backup" in found.advice) == (State.FAIL, True, True)


def person_of_nowhere():
    return SecondFactor._meta.get_field("staff").related_model.objects.create(username="a", name="甲")


def lose(settings, purpose: str) -> str:
    """Somebody took the key out of the file after another became current."""
    lost = getattr(keyring(), purpose).current.id
    turning.turn(purpose, turning.add(purpose), now=timezone.now())
    content = json.loads(settings.KEYRING.read_text())
    del content[purpose]["keys"][lost]
    settings.KEYRING.write_text(json.dumps(content))
    return lost


@pytest.fixture
def desk(transactional_db, city) -> Iterator[list[object]]:  # noqa: F811 - a fixture
    """An agent who registers and looks citizens up, on a connection of his own, until the test is over. Yields what he
    did, and what went wrong."""
    agent, did, over = person("agent"), [], threading.Event()

    def work() -> None:
        number = 0
        try:
            while not over.is_set():
                number += 1
                case = registered(phone=phone(90_000_000 + number), name=f"新诉求人{number}")
                assert [case] == same_person(agent, phone(90_000_000 + number))
                known = Appellant.objects.filter(phone_index__in=blind_candidates("phone", phone(number % APPELLANTS)))
                assert [row.name for row in known] == [f"诉求人{number % APPELLANTS}"]
                did.append(case.number)
        except BaseException as error:
            did.append(error)
        finally:
            connections.close_all()

    appellants(APPELLANTS)
    thread = threading.Thread(target=work)
    thread.start()
    yield did
    over.set()
    thread.join(60)


def test_the_desk_goes_on_while_both_keys_are_changed(desk):
    while len(desk) < 3:
        time.sleep(0.05)
    told("rotate", "encryption")
    told("rotate", "index")
    done = len(desk)
    while len(desk) < done + 3:
        time.sleep(0.05)
    assert [one for one in desk if isinstance(one, BaseException)] == []
    assert (set(used("encryption")), set(used("index"))) == ({current()[0]}, {current()[1]})
    assert Appellant.objects.filter(phone_index__in=blind_candidates("phone", phone(1))).count() == 1
