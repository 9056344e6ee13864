"""What is searched follows what is said: by the worker, behind the events, whatever wrote them.

Every move commits, as it does in life: what is still open is read the next time.
"""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import archived, at, fresh, in_handling, person, registered, replied
from tests.fixtures.searching import found_by
from xinqiao.cases import erasure, settled
from xinqiao.cases.models import Case, CaseText, Event
from xinqiao.cases.search import index
from xinqiao.cases.search.index import behind, follow
from xinqiao.cases.search.models import Indexed, Searchable
from xinqiao.dispatch import actions as dispatch
from xinqiao.intake import actions as intake
from xinqiao.project import fingerprint, pgtools

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("city")]

# As on a server where nobody else has a transaction open; other tests of this one may.
ALONE = "SELECT pg_current_xact_id()::text::bigint"


@pytest.fixture(autouse=True)
def _alone(monkeypatch) -> None:
    monkeypatch.setattr(settled, "_SETTLED", ALONE)


def finds(typed: str) -> set[str]:
    return set(found_by(person("shift_lead"), typed))


def test_what_was_said_is_found_once_it_was_followed_and_not_before():
    task = in_handling()
    assert finds("看不清路面") == set()
    assert behind() > 0
    assert follow() == Event.objects.count()
    assert finds("看不清路面") == {task.case.number}
    assert (follow(), behind()) == (0, 0)
    answered = replied(now=at(600))
    follow()
    assert finds("恢复照明") == {answered.case.number}


def test_an_event_of_a_transaction_that_is_still_open_is_passed_by_and_read_later(monkeypatch):
    with pgtools.connect() as other:
        other.execute("SELECT pg_current_xact_id()")
        case = registered()
        monkeypatch.undo()
        assert follow() == 0
        assert finds("看不清路面") == set()
    monkeypatch.setattr(settled, "_SETTLED", ALONE)
    follow()
    assert finds("看不清路面") == {case.number}


def test_batches_one_after_the_other_read_everything_once(monkeypatch):
    archived()
    monkeypatch.setattr(index, "BATCH", 3)
    assert follow(most=1) == 3
    follow()
    assert Searchable.objects.count() == CaseText.objects.count()


def test_who_dies_on_the_way_goes_on_where_he_was(monkeypatch):
    registered()
    registered(now=at(10))
    monkeypatch.setattr(index, "BATCH", 1)
    write = index.write

    def dies(events: list[int], **more: list[int]) -> None:
        write(events, **more)
        if Searchable.objects.count() == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(index, "write", dies)
        with pytest.raises(KeyboardInterrupt):
            follow()
    assert Searchable.objects.count() == 1
    follow()
    assert Searchable.objects.count() == 2


def test_an_amended_place_is_found_and_the_old_one_no_more():
    case = registered(text="无人处理。", title="灯坏")
    follow()
    assert finds("幸福路公交站") == {case.number}
    dispatch.amend(case, reason="地点有误", place="和平里菜市场", by=person("dispatcher"), now=at(20))
    follow()
    assert (finds("和平里菜市场"), finds("幸福路公交站")) == ({case.number}, set())


def test_what_was_erased_is_not_found_whether_it_was_read_before_or_after():
    early, late = registered(), registered(now=at(10))
    for case, erased_first in ((early, False), (late, True)):
        intake.withdraw(case, reason="已自行解决", by=person("agent"), now=at(20))
        if not erased_first:
            follow()
        erasure.erase(fresh(case), reason="诉求人申请", by=None, now=timezone.now())
        follow()
    assert finds("看不清路面") == finds("幸福路") == finds("自行解决") == set()
    assert Searchable.objects.count() == 0


def test_a_ledger_from_another_server_is_read_from_the_beginning():
    case = registered()
    follow()
    Searchable.objects.all().delete()
    Indexed.objects.update(tx=2**60, event=2**60)
    follow()
    assert finds("看不清路面") == {case.number}


def test_a_restored_database_begins_anew():
    """`restore` sets to 0 what belongs to the old server's log."""
    assert {column for table, column in fingerprint.LEFT_OUT if table == "cases_indexed"} == {"tx", "event"}


def test_registering_pays_nothing_for_it():
    registered()
    with CaptureQueriesContext(connection) as queries:
        registered(now=at(10))
    assert [one["sql"] for one in queries if "searchable" in one["sql"] or "indexed" in one["sql"]] == []


def test_the_command_reads_on_and_reads_everything_anew():
    def run(action: str) -> str:
        call_command("search", action, stdout=(out := StringIO()))
        return out.getvalue()

    case = registered()
    assert "已读取 1 条事件" in run("refresh")
    Searchable.objects.update(text="")
    assert run("status") == "落后 0 秒。\n"
    run("rebuild")
    assert finds("看不清路面") == {case.number}
    assert Case.objects.count() == Searchable.objects.count() == 1
