"""The access log: complete, read by who may, itself recorded, only ever added to, and tampering shows."""

import ast
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.factories import PHONE, in_handling, person, registered
from tests.fixtures.browsing import browser
from tests.structure.house import modules
from xinqiao.people import audit, audited, sealing
from xinqiao.people.models import Audit, AuditSeal, Grant, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture(autouse=True)
def outside(tmp_path, settings) -> None:
    settings.ANCHOR_FILE = tmp_path / "keys" / "anchors"


def later():
    return timezone.now() + timedelta(minutes=5)


def signed_out() -> None:
    """After what `sealed` has sealed."""
    with time_machine.travel(later() + timedelta(minutes=1)):
        audit.note(what="sign_out", by=person("agent"))


def sealed(capture, count: int = 3) -> AuditSeal:
    for number in range(count):
        audit.note(what="sign_in", by=person("agent"), subject=f"{number}")
    with capture(execute=True):
        made = sealing.seal(now=later())
    assert made
    return made


def tampered(statement: str) -> list[str]:
    """The faults after somebody wrote to the tables past every trigger."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE people_audit DISABLE TRIGGER append_only")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE people_audit ENABLE TRIGGER append_only")
    return list(sealing.faults())


class TestReading:
    def test_the_auditor_sees_who_saw_whose_data_and_why(self):
        case = registered()
        browser(person("shift_lead")).post(f"/cases/{case.number}/contact/", {"reason": "家属来电核对"})
        page = browser(person("auditor")).get("/audit/?what=show_contact").content.decode()
        for told in ("查看联系方式", case.number, "家属来电核对", person("shift_lead").username, "127.0.0.1"):
            assert told in page

    def test_a_search_by_phone_that_finds_somebody_is_in_it(self):
        case = registered()
        agent = browser(person("agent"))
        agent.post("/register/same-person/", {"phone": "13900009999"})
        agent.post("/register/same-person/", {"phone": PHONE})
        row = Audit.objects.get(what="find_by_phone")
        assert (row.staff, row.subject, row.reason) == (person("agent"), case.number, "× 1")

    def test_that_it_was_read_is_a_row_of_it(self):
        browser(person("auditor")).get(f"/audit/?who=agent-xq&subject={PHONE}&since=2026-01-01")
        row = Audit.objects.get(what="view_audit")
        assert (row.staff, row.reason) == (person("auditor"), "who=agent-xq subject=139****5678 since=2026-01-01")
        call_command("audit", "list", stdout=(out := StringIO()))
        assert "view_audit" in out.getvalue()
        assert Audit.objects.filter(what="view_audit", staff=None).count() == 1

    @pytest.mark.parametrize("role", ["administrator", "leader", "shift_lead", "agent"])
    def test_nobody_else_finds_it(self, role):
        assert browser(person(role)).get("/audit/").status_code == 404

    def test_a_reach_over_some_units_shows_what_their_people_did(self):
        Grant.objects.create(role=Role.objects.get(code="handler"), verb="view_audit", scope="subtree")
        task = in_handling("cgj")
        for who in (person("handler", "cgj"), person("shift_lead")):
            browser(who).post(f"/cases/{task.case.number}/contact/", {"reason": "核对"})
        page = browser(person("handler", "cgj")).get("/audit/?what=show_contact").content.decode()
        assert "handler-cgj" in page
        assert "shift_lead-xq" not in page

    @pytest.mark.parametrize(
        ("asked", "count"),
        [
            ("who=agent-xq", 2),
            ("what=sign_out", 1),
            ("subject=26", 1),
            ("since=2099-01-01", 0),
            ("until=2000-01-01", 0),
        ],
    )
    def test_filters_stand_in_the_address(self, asked, count):
        audit.note(what="sign_in", by=person("agent"))
        audit.note(what="sign_out", by=person("agent"), subject="2611")
        audit.note(what="sign_in", by=person("leader"))
        page = browser(person("auditor")).get(f"/audit/?{asked}")
        assert len(page.context["page"]) == count

    def test_a_wrong_filter_is_said(self):
        assert "筛选条件有误" in browser(person("auditor")).get("/audit/?since=gestern").content.decode()

    def test_every_row_has_its_words(self):
        codes = {
            word.value.value
            for module in modules()
            for call in ast.walk(module.tree)
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "note"
            for word in call.keywords
            if word.arg == "what" and isinstance(word.value, ast.Constant)
        }
        assert len(codes) > 15
        assert codes <= audited.LABELS.keys()


class TestSeals:
    def test_what_was_sealed_fits_and_each_seal_follows_from_the_one_before(self, django_capture_on_commit_callbacks):
        first = sealed(django_capture_on_commit_callbacks)
        signed_out()
        with django_capture_on_commit_callbacks(execute=True):
            second = sealing.seal(now=later() + timedelta(minutes=5))
        assert (first.count, second.count) == (3, 1)
        assert list(sealing.faults()) == []
        call_command("audit", "verify", stdout=(out := StringIO()))
        assert "0 faults" in out.getvalue()

    def test_what_may_still_change_waits(self):
        audit.note(what="sign_in", by=person("agent"))
        assert sealing.seal(now=timezone.now()) is None
        assert sealing.seal(now=later()).count == 1
        assert sealing.seal(now=later()) is None

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE people_audit SET reason = 'x' WHERE id = (SELECT min(id) FROM people_audit)",
            "UPDATE people_audit SET staff_id = NULL WHERE id = (SELECT max(id) FROM people_audit)",
            "DELETE FROM people_audit WHERE id = (SELECT max(id) FROM people_audit)",
            "INSERT INTO people_audit (at, what, subject, reason) SELECT min(at), 'x', '', '' FROM people_audit",
            "UPDATE people_auditseal SET digest = seal",
            "DELETE FROM people_auditseal",
        ],
    )
    def test_what_was_touched_shows(self, statement, django_capture_on_commit_callbacks):
        sealed(django_capture_on_commit_callbacks)
        assert len(tampered(statement)) >= 1
        with pytest.raises(SystemExit):
            call_command("audit", "verify", stdout=StringIO())
        with pytest.raises(SystemExit):
            call_command("check", stdout=StringIO())

    @pytest.mark.parametrize("statement", ["UPDATE people_audit SET reason = ''", "DELETE FROM people_audit"])
    def test_the_database_itself_refuses_to_alter_it(self, statement, django_capture_on_commit_callbacks):
        sealed(django_capture_on_commit_callbacks)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_what_was_forgotten_after_its_time_leaves_the_chain_whole(self, django_capture_on_commit_callbacks):
        first = sealed(django_capture_on_commit_callbacks)
        signed_out()
        with django_capture_on_commit_callbacks(execute=True):
            sealing.seal(now=later() + timedelta(minutes=5))
        assert sealing.old(before=first.until) == 3
        assert sealing.forget(before=first.until, now=timezone.now()) == 3
        assert (Audit.objects.count(), list(sealing.faults())) == (1, [])
        assert sealing.forget(before=first.until, now=timezone.now()) == 0
