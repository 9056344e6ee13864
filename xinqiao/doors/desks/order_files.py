"""A work order as a file to send on: PDF, drawn from the page's own sheet, or a text document to write in."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext
from docx import Document
from docx.document import Document as TextDocument
from docx.shared import Mm

from xinqiao.doors.desks.order import Fact, WorkOrder

MARGIN: Final = Mm(18)
SHEET: Final = "sheet.css"


class NotDrawn(Exception):
    """The PDF cannot be drawn on this machine; the message says what is missing."""


def as_pdf(order: WorkOrder) -> bytes:
    """Drawn by WeasyPrint, which asks Pango of the system for the letters. Raises NotDrawn without it."""
    try:
        from weasyprint import CSS, HTML, URLFetcher  # the library looks for Pango when it is imported
    except OSError as error:
        raise NotDrawn(
            gettext("服务器缺少 Pango，不能生成 PDF；请打印此页，或请管理员安装（见 docs/operate.md）")
        ) from error
    styles = CSS(string=(settings.BUILT / SHEET).read_text("utf-8"))
    page = HTML(
        string=render_to_string("desks/order_pdf.html", {"order": order}), url_fetcher=URLFetcher(allowed_protocols=())
    )
    drawn: bytes = page.write_pdf(stylesheets=[styles])
    return drawn


def as_docx(order: WorkOrder) -> bytes:
    """A4, the same rows and texts, and room for what is written by hand."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    document.core_properties.title, document.core_properties.author = order.number, order.platform
    document.add_heading(f"{order.platform} {gettext('承办单')}", 0)
    document.add_paragraph(order.number)
    for rows in (order.facts, order.limits):
        _table(document, rows)
        document.add_paragraph()
    for label, text in order.parts:
        document.add_heading(label, 2)
        document.add_paragraph(text)
    _table(document, [(gettext("办理情况"), "\n" * 6), (gettext("经办人签字"), ""), (gettext("单位负责人签字"), "")])
    section.footer.paragraphs[0].text = order.mark
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _table(document: TextDocument, rows: list[Fact]) -> None:
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for label, value in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
        cells[0].width, cells[1].width = Mm(40), Mm(134)


FORMS: Final[Mapping[str, Callable[[WorkOrder], bytes]]] = {"pdf": as_pdf, "docx": as_docx}
