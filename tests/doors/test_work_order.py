"""The printed work order: the same content on the page, in the PDF and in the document; what a page masks, paper masks."""

import re
import zlib
from io import BytesIO

import pytest
from django.utils import timezone
from docx import Document

from tests.factories import NAME, PHONE, REQUEST, dispatched, its, person, replied
from tests.fixtures.browsing import browser
from xinqiao.cases.models import Assignment
from xinqiao.doors.desks import order_files
from xinqiao.people.models import Audit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def sheet(task: Assignment, role: str = "liaison") -> str:
    answer = browser(its(role, task)).get(f"/assignments/{task.pk}/order/")
    assert answer.status_code == 200
    return answer.content.decode()


def fetched(task: Assignment, form: str) -> bytes:
    answer = browser(its("liaison", task)).get(f"/assignments/{task.pk}/order.{form}")
    assert answer.status_code == 200
    assert f".{form}" in answer.headers["Content-Disposition"]
    return b"".join(answer.streaming_content)


def test_it_tells_the_request_whose_task_it_is_and_until_when():
    task = dispatched(note="请三日内到场。", now=timezone.now())
    page = sheet(task)
    due_at = f"{timezone.localtime(task.due_at):%Y-%m-%d %H:%M}"
    for told in (task.number, REQUEST, "市城市管理局（主办）", "请三日内到场。", due_at, "经办人签字"):
        assert told in page


def test_what_was_replied_stands_on_it():
    task = replied(now=timezone.now())
    assert "答复（已解决）" in sheet(task)


def test_the_citizen_is_masked_on_paper_too():
    task = dispatched(now=timezone.now())
    written = "\n".join(cell.text for table in opened(task).tables for row in table.rows for cell in row.cells)
    for page in (sheet(task), written):
        assert PHONE not in page
        assert NAME not in page
        assert "139****5678" in page


def test_of_a_confidential_case_it_holds_the_extract_alone():
    task = dispatched(note="幸福路路灯待修。", confidentiality="confidential", now=timezone.now())
    page = sheet(task)
    assert REQUEST not in page
    assert "保密，由热线中心代为联系" in page
    assert page.count("幸福路路灯待修。") == 1


def opened(task: Assignment):
    return Document(BytesIO(fetched(task, "docx")))


def test_as_a_document_it_is_a4_and_says_who_took_it_out():
    task = dispatched(now=timezone.now())
    document = opened(task)
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert its("liaison", task).username in section.footer.paragraphs[0].text
    assert REQUEST in "\n".join(one.text for one in document.paragraphs)


def test_as_a_pdf_it_holds_its_letters():
    drawn = fetched(dispatched(now=timezone.now()), "pdf")
    assert drawn.startswith(b"%PDF-")
    parts = [zlib.decompress(part) for part in re.findall(rb"stream\n(\x78.*?)\nendstream", drawn, re.DOTALL)]
    assert any(b"/FontFile" in part for part in parts), "the letters are inside, whatever the reader has"


def test_taking_it_out_leaves_a_row():
    task = dispatched(now=timezone.now())
    fetched(task, "docx")
    row = Audit.objects.get(what="fetch_order")
    assert (row.subject, row.staff) == (task.number, its("liaison", task))


def test_without_pango_the_page_says_so_and_the_rest_works(monkeypatch):
    def cannot(order: object) -> bytes:
        raise order_files.NotDrawn("服务器缺少 Pango")

    monkeypatch.setitem(order_files.FORMS, "pdf", cannot)
    task = dispatched(now=timezone.now())
    answer = browser(its("liaison", task)).get(f"/assignments/{task.pk}/order.pdf", follow=True)
    assert answer.redirect_chain[-1][0] == f"/assignments/{task.pk}/order/"
    assert "服务器缺少 Pango" in answer.content.decode()
    assert not Audit.objects.filter(what="fetch_order").exists()


def test_nobody_else_s_and_no_other_form():
    task = dispatched(now=timezone.now())
    assert browser(person("liaison", "zjj")).get(f"/assignments/{task.pk}/order/").status_code == 404
    assert browser(its("liaison", task)).get(f"/assignments/{task.pk}/order.exe").status_code == 404
