"""An export: what its owner may see and no more, masked, marked, capped, recorded, gone after some days."""

import csv
import io
from datetime import timedelta
from unittest.mock import patch

import openpyxl
import pytest
from django.http import HttpResponse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.canary.planted import ADDRESS, NAME, PHONE, SPOKEN, escaped
from tests.factories import dispatched, in_handling, person, registered
from tests.fixtures.browsing import browser
from xinqiao.doors.desks import exporting, rows
from xinqiao.doors.desks.tasks import remove_exports, write_export
from xinqiao.files.models import Export
from xinqiao.people.models import Audit, Grant, Post, Role, Staff, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def lead() -> Staff:
    return person("shift_lead")


def exported(staff: Staff, form: str = "csv", **filters: str) -> Export:
    """Asked for on the page, written by the worker."""
    answer = browser(staff).post("/exports/new/", {"form": form, **filters})
    assert answer.headers["Location"] == "/exports/"
    asked = Export.objects.latest("pk")
    (job,) = ProcrastinateJob.objects.filter(task_name__endswith="write_export", args__pk=asked.pk)
    write_export(**job.args)
    asked.refresh_from_db()
    return asked


def fetched(staff: Staff, export: Export) -> HttpResponse:
    return browser(staff).get(f"/exports/{export.pk}/")


def lines(export: Export) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export.path.read_text("utf-8-sig"))))


def test_it_holds_what_the_list_shows_with_everything_personal_masked(lead):
    case = registered(title=SPOKEN[:90], text=SPOKEN, place=f"{PHONE}门前")
    (line,) = lines(exported(lead))
    assert (line["编号"], line["阶段"], line["类型"], line["区域"]) == (case.number, "待派单", "求助", str(case.area))
    assert escaped(str(line)) == []
    assert "139****5678" in line["诉求内容"]
    assert not {NAME, ADDRESS, PHONE} & set(line.values())


def test_a_workbook_says_on_every_page_whose_it_is(lead):
    dispatched("cgj")
    export = exported(lead, "xlsx")
    book = openpyxl.load_workbook(export.path)
    sheet = book["诉求"]
    for place in (sheet.oddHeader.center.text, sheet.oddFooter.center.text):
        for told in (lead.name, lead.username, export.number, "心桥市12345"):
            assert told in place
    assert [cell.value for cell in sheet[1]][-1] == "导出编号"
    assert sheet.cell(2, sheet.max_column).value == export.number
    about = dict(book["导出说明"].values)
    assert (about["导出编号"], about["条数"], about["筛选条件"]) == (export.number, "1", "全部")


@pytest.mark.parametrize("start", ["=1+2", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://example.org","x")'])
def test_nothing_that_a_citizen_typed_becomes_a_formula(lead, start):
    registered(title=start, text=start, name="")
    (line,) = lines(exported(lead))
    assert (line["标题"], line["诉求内容"]) == (f"'{start}", f"'{start}")
    sheet = openpyxl.load_workbook(exported(lead, "xlsx").path)["诉求"]
    cell = next(cell for cell in sheet[2] if cell.value == start)
    assert (cell.data_type, cell.hyperlink) == ("s", None)


def test_the_filters_of_the_list_hold(lead):
    waiting, handed = registered(), in_handling().case
    assert [line["编号"] for line in lines(exported(lead, stage="in_hand"))] == [handed.number]
    assert [line["编号"] for line in lines(exported(lead, number=waiting.number))] == [waiting.number]


def test_it_reaches_as_far_as_the_grant_and_a_guarded_case_tells_its_extract_only():
    """A supervisor of the bureau exports the bureau's cases alone, and of a confidential one not what was said."""
    Grant.objects.create(role=Role.objects.get(code="handler"), verb="export", scope="unit")
    open_case = in_handling("cgj").case
    secret = in_handling("cgj", confidentiality="confidential", text="举报内容", place="幸福路", note="请核查。").case
    in_handling("zjj")
    found = {line["编号"]: line for line in lines(exported(person("handler", "cgj")))}
    assert found.keys() == {open_case.number, secret.number}
    told = found[secret.number]
    assert (told["诉求内容"], told["地点"], told["标题"]) == ("（内容见摘要）", "", "求助（内容见摘要）")


def test_whoever_has_no_right_to_it_finds_no_such_page():
    registered()
    client = browser(person("agent"))
    assert client.post("/exports/new/", {"form": "csv"}).status_code == 404
    assert client.get("/exports/").status_code == 404
    assert "/exports/" not in client.get("/cases/").content.decode()


def test_nobody_fetches_anothers(lead):
    registered()
    export = exported(lead)
    other = Staff.objects.create(username="other", name="乙")
    Post.objects.create(staff=other, role=Role.objects.get(code="shift_lead"), unit=Unit.objects.get(parent=None))
    assert fetched(other, export).status_code == 404
    assert export.number not in browser(other).get("/exports/").content.decode()
    assert fetched(lead, export)["Content-Disposition"].startswith("attachment")


def test_asking_and_fetching_leave_a_row(lead):
    registered()
    export = exported(lead, stage="registered")
    fetched(lead, export)
    asked, got = Audit.objects.filter(subject=export.number).order_by("pk")
    assert (asked.what, asked.staff, asked.reason) == ("export", lead, "1 × csv stage=registered")
    assert (got.what, got.staff, got.address) == ("fetch_export", lead, "127.0.0.1")


def test_too_many_are_refused_and_so_is_a_search_for_a_person(lead, decide):
    registered()
    decide("exports", thousand_rows=0)
    page = browser(lead).post("/exports/new/", {"form": "csv"}, follow=True).content.decode()
    assert "每次最多导出 0 条" in page
    decide("exports", thousand_rows=20)
    page = browser(lead).post("/exports/new/", {"form": "csv", "number": PHONE}, follow=True).content.decode()
    assert "不能按个人信息导出" in page
    page = browser(lead).post("/exports/new/", {"form": "csv", "stage": "archived"}, follow=True).content.decode()
    assert "没有可导出的诉求" in page
    assert not Export.objects.exists()


def test_a_long_one_shows_how_far_it_is(lead, monkeypatch):
    monkeypatch.setattr(rows, "BATCH", 1)
    for _ in range(4):
        registered()
    asked = exporting.begin({}, "csv", by=lead, request=None, now=timezone.now())
    seen = []

    def watched(*given: object) -> rows.Row:
        seen.append(Export.objects.get().percent)
        return row(*given)

    row = rows._row
    with patch.object(rows, "_row", watched):
        exporting.write(asked)
    assert seen == [0, 25, 50, 75]
    assert 'hx-trigger="every 2s"' not in browser(lead).get("/exports/").content.decode()
    Export.objects.update(ended_at=None, done=2)
    page = browser(lead).get("/exports/").content.decode()
    assert ('hx-trigger="every 2s"' in page, 'value="50"' in page) == (True, True)


def test_rights_that_ended_meanwhile_hold_for_what_is_written(lead):
    registered()
    asked = exporting.begin({}, "csv", by=lead, request=None, now=timezone.now())
    Post.objects.filter(staff=lead).delete()
    assert exporting.write(Export.objects.get(pk=asked.pk)) == 0
    assert fetched(lead, asked).status_code == 404


def test_one_that_failed_says_so_and_tells_nothing(lead, monkeypatch, caplog):
    registered()
    asked = exporting.begin({}, "csv", by=lead, request=None, now=timezone.now())

    def fail(*given: object) -> None:
        raise RuntimeError(SPOKEN)

    monkeypatch.setattr(rows, "_row", fail)
    assert write_export(asked.pk) == 0
    assert escaped(caplog.text) == []
    assert "未能生成" in browser(lead).get("/exports/").content.decode()
    assert fetched(lead, asked).status_code == 404


def test_after_some_days_the_file_is_gone_and_the_row_stays(lead):
    registered()
    export = exported(lead)
    assert remove_exports(0) == 0
    Export.objects.update(begun_at=timezone.now() - timedelta(days=4))
    path = Export.objects.get().path
    assert remove_exports(0) == 1
    assert not path.exists()
    assert fetched(lead, export).status_code == 404
    assert "已到期删除" in browser(lead).get("/exports/").content.decode()
    assert remove_exports(0) == 0
