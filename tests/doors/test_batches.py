"""One move on a whole list: the worker makes it row by row, and tells of each what became of it."""

import io
import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from python_calamine import load_workbook

from tests.canary.planted import SPOKEN, escaped
from tests.factories import at, colleague, dispatched, fresh, in_handling, person, registered, unit
from tests.fixtures.batches import asked
from tests.fixtures.browsing import browser
from xinqiao.cases.models import Appellant, Case, CaseText
from xinqiao.doors.desks import batching
from xinqiao.doors.desks.models import Batch
from xinqiao.doors.desks.tasks import run_batch
from xinqiao.intake import actions as intake
from xinqiao.people.models import Audit, Post, Session, Staff
from xinqiao.project import retention
from xinqiao.text.check_digit import with_check_digit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
MANY = 1_000 if os.environ.get("XINQIAO_SOAK") == "1" else 60


@pytest.fixture
def dispatcher() -> Staff:
    return person("dispatcher")


def outcomes(batch: Batch) -> list[bool | None]:
    return [row.is_made for row in batch.rows.all()]


def many(count: int) -> None:
    """That many cases that wait for a unit."""
    one = registered()
    for running in range(1, count):
        one.pk, one.appellant, one.number = None, None, with_check_digit(f"250902{running:06}")
        one._state.adding = True
        one.save(force_insert=True)


def asking(act: Callable[[], object]) -> int:
    """How many queries that costs; the log of queries forgets after some thousands."""
    count = 0

    def counted(execute: Callable[..., object], *given: object) -> object:
        nonlocal count
        count += 1
        return execute(*given)

    with connection.execute_wrapper(counted):
        act()
    return count


def test_the_whole_list_goes_out_each_to_its_suggestion_at_the_cost_of_the_move_itself(dispatcher):
    case, client = registered(), browser(dispatcher)
    alone = asking(lambda: client.post("/dispatch/hand-out/", {"case": [case.number]}))
    many(MANY)
    batch = asked(dispatcher, "dispatch")
    first = asking(lambda: batching._go_on(batch.pk))
    rest = asking(lambda: run_batch(batch.pk))
    assert outcomes(batch) == [True] * MANY
    assert not Case.objects.filter(stage="registered").exists()
    assert rest <= (first + 1) * MANY, "as much for the last as for the first"
    assert first <= alone + 5, "beside the move itself: the batch, the person, the row"


def test_more_than_a_thousand_are_not_begun_at_once_and_the_oldest_come_first(dispatcher, monkeypatch):
    monkeypatch.setattr(batching, "MOST", 2)
    young, old, middle = (registered(now=at(minutes)) for minutes in (30, 0, 15))
    batch = asked(dispatcher, "dispatch")
    assert [row.number for row in batch.rows.all()] == [old.number, middle.number]
    run_batch(batch.pk)
    assert fresh(young).stage == "registered"


def test_a_refusal_is_its_own_rows_and_somebody_who_was_quicker_is_named(dispatcher):
    unknown, taken, free = registered(category=""), registered(), registered()
    batch = asked(dispatcher, "dispatch")
    intake.withdraw(taken, reason="已自行解决", by=person("agent"), now=at(5))
    run_batch(batch.pk)
    told = {row.number: (row.is_made, row.told) for row in batch.rows.all()}
    assert told[unknown.number] == (False, "不能派单：派单目录中没有对应的行，请打开后选择单位")
    assert "已撤诉" in told[taken.number][1]
    assert told[free.number][0] is True
    page = browser(dispatcher).get(f"/batches/{batch.pk}/?only=refused").content.decode()
    assert (unknown.number in page, free.number in page) == (True, False)
    assert "共 3 件：已办 1，未办 2" in page


def test_cancelled_in_the_middle_what_is_made_stays_and_the_rest_was_not_tried(dispatcher):
    cases = [registered(now=at(minutes)) for minutes in range(4)]
    batch = asked(dispatcher, "dispatch")
    client = browser(dispatcher)
    assert batching._go_on(batch.pk)
    page = client.get(f"/batches/{batch.pk}/").content.decode()
    assert ('hx-trigger="every 2s"' in page, 'max="4" value="1"' in page) == (True, True)
    client.post(f"/batches/{batch.pk}/cancel/")
    run_batch(batch.pk)
    assert outcomes(batch) == [True, None, None, None]
    assert [fresh(case).stage for case in cases] == ["in_hand", *["registered"] * 3]
    page = client.get(f"/batches/{batch.pk}/").content.decode()
    assert ("3 件没有试" in page, "every 2s" in page) == (True, False)
    assert "没有可取消的" in client.post(f"/batches/{batch.pk}/cancel/", follow=True).content.decode()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda staff: Session.objects.filter(staff=staff).delete(), "您已退出登录"),
        (lambda staff: Staff.objects.filter(pk=staff.pk).update(is_active=False), "您的账号已停用"),
        (lambda staff: Post.objects.filter(staff=staff).update(unit=unit("xicheng")), "您的岗位现在不能办理此件"),
    ],
)
def test_who_may_not_any_more_is_refused_from_that_row_on(dispatcher, change, why):
    for minutes in range(3):
        registered(now=at(minutes))
    batch = asked(dispatcher, "dispatch")
    batching._go_on(batch.pk)
    change(dispatcher)
    run_batch(batch.pk)
    assert [(row.is_made, row.told) for row in batch.rows.all()][1:] == [(False, why)] * 2
    assert outcomes(batch)[0] is True


def test_a_unit_signs_what_its_filter_shows_and_nothing_of_others():
    mine, late, foreign = dispatched(), dispatched(), dispatched("zjj")
    batch = asked(person("liaison"), "sign", "?state=dispatched")
    run_batch(batch.pk)
    assert outcomes(batch) == [True, True]
    assert [fresh(task).state for task in (mine, late, foreign)] == ["handling", "handling", "dispatched"]


def test_a_node_hands_its_list_on_and_the_words_are_kept_with_the_events_alone():
    task = in_handling("dongcheng", category="C1001", area="A101")
    batch = asked(person("dispatcher", "dongcheng"), "delegate", note="请当天到现场")
    assert fresh(batch).note == "请当天到现场"
    run_batch(batch.pk)
    assert [below.unit.code for below in task.children.all()] == ["heping"]
    assert [text.body for text in CaseText.objects.filter(event__verb="delegate")] == ["请当天到现场"]
    assert fresh(batch).note == ""


def test_merges_that_are_proposed_are_confirmed_together(dispatcher):
    main = in_handling().case
    twins = [registered(name="司徒望舒", phone="13800138000") for _ in range(2)]
    for twin in twins:
        intake.propose_merge(twin, into=fresh(main), by=person("agent"), now=at(30))
    batch = asked(dispatcher, "rule_merge", "?kind=propose_merge")
    run_batch(batch.pk)
    assert [fresh(twin).merged_into_id for twin in twins] == [main.pk] * 2


def test_nobody_else_sees_or_stops_it_and_who_may_not_move_cannot_begin(dispatcher):
    registered()
    batch = asked(dispatcher, "dispatch")
    for other in (colleague(dispatcher), person("agent")):
        client = browser(other)
        assert client.get(f"/batches/{batch.pk}/").status_code == 404
        assert client.post(f"/batches/{batch.pk}/cancel/").status_code == 404
        assert batch.number not in client.get("/batches/").content.decode()
    assert batch.number in browser(dispatcher).get("/batches/").content.decode()
    assert browser(person("liaison")).post("/batches/new/dispatch/").status_code == 404
    assert browser(dispatcher).post("/batches/new/terminate/").status_code == 404
    assert Batch.objects.count() == 1


def test_a_fault_of_one_row_is_told_without_what_it_holds(dispatcher, monkeypatch, caplog):
    bad, good = registered(title=SPOKEN[:90], now=at(0)), registered(now=at(1))
    batch = asked(dispatcher, "dispatch")
    find = batching.find

    def fail(by, move, *, number):
        if number == bad.number:
            raise RuntimeError(SPOKEN)
        return find(by, move, number=number)

    monkeypatch.setattr(batching, "find", fail)
    run_batch(batch.pk)
    assert outcomes(batch) == [False, True]
    assert escaped(caplog.text + " ".join(row.told for row in batch.rows.all())) == []
    assert fresh(good).stage == "in_hand"


def test_it_is_offered_where_the_list_is_longer_than_its_page(dispatcher):
    registered()
    client = browser(dispatcher)
    assert "/batches/new/dispatch/" not in client.get("/dispatch/").content.decode()
    many(21)
    assert "/batches/new/dispatch/?rows=20" in client.get("/dispatch/?rows=20").content.decode()


def test_an_empty_list_begins_nothing_and_asking_leaves_a_row_in_the_log(dispatcher):
    assert browser(dispatcher).post("/batches/new/dispatch/")["Location"] == "/dispatch/"
    assert not Batch.objects.exists()
    registered()
    batch = asked(dispatcher, "dispatch")
    row = Audit.objects.get(what="batch")
    assert (row.staff, row.subject, row.reason) == (dispatcher, batch.number, "dispatch × 1")


def test_after_some_days_it_goes(dispatcher):
    registered()
    batch = asked(dispatcher, "dispatch")
    retention.apply(now=timezone.now())
    assert Batch.objects.exists()
    Batch.objects.filter(pk=batch.pk).update(begun_at=timezone.now() - timedelta(days=4))
    retention.apply(now=timezone.now())
    assert not Batch.objects.exists()
    assert Appellant.objects.exists()


def test_the_results_are_taken_along_as_a_workbook_by_whoever_asked_only(dispatcher):
    unknown, free = registered(category="", now=at(0)), registered(now=at(5))
    batch = asked(dispatcher, "dispatch")
    run_batch(batch.pk)
    answer = browser(dispatcher).get(f"/batches/{batch.pk}/results.xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    lines = book.get_sheet_by_index(1).to_python()
    assert lines[0] == ["编号", "结果", "说明"]
    assert [line[:2] for line in lines[1:]] == [[unknown.number, "未办"], [free.number, "已办"]]
    assert "派单目录中没有对应的行" in lines[1][2]
    assert browser(person("agent")).get(f"/batches/{batch.pk}/results.xlsx").status_code == 404
