"""A citizen's data is gone for good; what happened, the chain and the figures are as they were."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from tests.cases.asking import faults
from tests.factories import (
    ADDRESS,
    MONDAY,
    NAME,
    PHONE,
    REPLY,
    REQUEST,
    archived,
    dispatched,
    draft,
    fresh,
    merged,
    person,
)
from tests.fixtures.browsing import browser
from tests.fixtures.program import Program
from xinqiao.assessment.figures import Period, platform
from xinqiao.cases import erasure
from xinqiao.cases.models import Appellant, Case, CaseText
from xinqiao.files.models import StoredFile
from xinqiao.intake import actions as intake
from xinqiao.intake.erasing import erase as erase_with_call
from xinqiao.intake.models import CaseCall
from xinqiao.intake.queries import same_person
from xinqiao.people.models import Audit
from xinqiao.telephony.models import Call
from xinqiao.vault.index import blind_index

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
ALL = Period(MONDAY - timedelta(days=1), MONDAY + timedelta(days=60), MONDAY + timedelta(days=60))


def erase(case: Case) -> erasure.Erased:
    return erasure.erase(case, reason="诉求人申请", by=None, now=timezone.now())


def command(*arguments: str, typed: list[str], monkeypatch) -> str:
    answers, out = iter(typed), StringIO()
    monkeypatch.setattr("builtins.input", lambda prompt: next(answers))
    call_command("erase", *arguments, "--reason", "诉求人申请", stdout=out, stderr=out)
    return out.getvalue()


def test_name_number_address_words_and_files_are_gone_and_the_history_stands(
    settings, django_capture_on_commit_callbacks
):
    case = intake.register(
        draft(), uploads=[ContentFile("现场".encode(), name="现场.txt")], by=person("agent"), now=MONDAY
    )
    intake.withdraw(case, reason=f"已自行解决，{PHONE}", by=person("agent"), now=MONDAY)
    with django_capture_on_commit_callbacks(execute=True):
        assert erase(case) == erasure.Erased(texts=2, files=1)
    appellant = Appellant.objects.get(case=case)
    assert {appellant.name, appellant.phone, appellant.address, appellant.name_index, appellant.phone_index} == {""}
    assert (fresh(case).title, fresh(case).place) == ("", "")
    assert not CaseText.objects.filter(case=case).exclude(title="", body="", salt=b"").exists()
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []
    assert StoredFile.objects.get().name == ""
    assert faults(case) == []
    assert same_person(person("agent"), PHONE) == []


def test_check_finds_nothing_and_the_figures_are_as_they_were():
    cases = [archived(), archived(case_type="complaint")]
    before = counted()
    for case in cases:
        erase(case)
    assert counted() == before
    call_command("check", stdout=(out := StringIO()))
    assert "0 faults" in out.getvalue()


def counted() -> dict[str, tuple[int, int]]:
    return {code: (figure.numerator, figure.denominator) for code, figure in platform(ALL).items()}


def test_pages_and_answers_say_that_it_was_erased():
    case = archived(title="路灯不亮")
    erase(case)
    page = browser(person("leader")).get(f"/cases/{case.number}/").content.decode()
    assert "内容已按规定删除" in page
    told = Program(person("leader")).get(f"/cases/{case.number}").content.decode()
    for personal in (NAME, PHONE, ADDRESS, REQUEST, REPLY):
        assert personal not in page + told


def test_who_asked_for_it_is_kept_and_twice_is_once():
    case = archived()
    assert erase(case).texts == 2
    assert erase(case) == erasure.Erased(0, 0)
    rows = Audit.objects.filter(what="erase")
    assert {(row.subject, row.reason) for row in rows} == {(case.number, "诉求人申请")}


@pytest.mark.parametrize("begin", [lambda: dispatched("cgj").case, lambda: merged().merged_into, merged])
def test_what_is_at_work_is_left_as_it_is_and_said(begin):
    case = begin()
    with pytest.raises(erasure.StillNeeded, match=case.number):
        erase(case)
    assert Appellant.objects.get(case=case).phone


def test_the_command_finds_all_cases_of_a_person_by_the_number_that_is_typed(monkeypatch):
    mine, open_one = archived(), dispatched("cgj").case
    other = archived(phone="13700001111", name="司马青")
    with pytest.raises(CommandError, match="1 cases are not over"):
        command("--person", typed=["139 1234 5678", "yes"], monkeypatch=monkeypatch)
    names = dict(Appellant.objects.values_list("case__number", "name"))
    assert names == {mine.number: "", open_one.number: NAME, other.number: "司马青"}


def rang(number: str, *, brought: Case | None = None) -> Call:
    call = Call.objects.create(
        linkedid=f"1.{Call.objects.count()}",
        phone=number,
        phone_index=blind_index("phone", number),
        began_at=MONDAY,
    )
    if brought:
        CaseCall.objects.create(case=brought, call=call)
    return call


def tables_that_hold(value: str) -> list[str]:
    """The tables of the whole database in which this text stands."""
    with connection.cursor() as cursor:
        names = [info.name for info in connection.introspection.get_table_list(cursor) if info.type == "t"]
        found = []
        for name in names:
            cursor.execute(f'SELECT count(*) FROM "{name}" row WHERE row::text LIKE %s', [f"%{value}%"])
            found += [name] * bool(cursor.fetchone()[0])
    return found


def test_the_number_goes_out_of_the_call_that_brought_the_case():
    case = archived()
    call, another = rang(PHONE, brought=case), rang(PHONE)
    erase_with_call(case, reason="诉求人申请", by=None, now=timezone.now())
    assert (fresh(call).phone, fresh(call).phone_index) == ("", "")
    assert fresh(another).phone == PHONE


def test_of_a_person_no_table_holds_the_number_any_more(monkeypatch):
    case = archived()
    rang(PHONE, brought=case)
    rang(PHONE)
    index = blind_index("phone", PHONE)
    assert sorted(tables_that_hold(index)) == ["cases_appellant", "telephony_call"]
    command("--person", typed=[PHONE, "yes"], monkeypatch=monkeypatch)
    assert tables_that_hold(index) + tables_that_hold(PHONE) == []


def test_the_calls_of_a_case_that_is_at_work_are_left_with_it(monkeypatch):
    call = rang(PHONE, brought=dispatched("cgj").case)
    with pytest.raises(CommandError, match="1 cases are not over"):
        command("--person", typed=[PHONE, "yes"], monkeypatch=monkeypatch)
    assert fresh(call).phone == PHONE


def test_the_command_asks_before_and_names_what_it_does_not_know(monkeypatch):
    case = archived()
    with pytest.raises(CommandError, match="nothing was erased"):
        command(case.number, typed=["no"], monkeypatch=monkeypatch)
    with pytest.raises(CommandError, match="no case 999"):
        command("999", typed=[], monkeypatch=monkeypatch)
    with pytest.raises(CommandError, match="no case and no call came from this number"):
        command("--person", typed=["13700000000"], monkeypatch=monkeypatch)
    assert Appellant.objects.get().name == NAME
    assert "texts and 0 files erased" in command(case.number, "--yes", typed=[], monkeypatch=monkeypatch)
