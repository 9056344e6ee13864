"""The messages of the old system come in from a spreadsheet, and one of them is worked to the end."""

from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
from playwright.sync_api import Page

from tests.stories import way
from tests.stories.conftest import Enter
from tests.stories.platform import Platform

HEADER = ["留言编号", "留言用户", "联系电话", "留言主题", "留言时间", "留言详情", "分类编码"]
ROWS = [
    [f"旧{number:05}", "贺女士", "13900005678", title, "2026/11/20 21:40", f"{title}，已经一个多月，请处理。", "C1101"]
    for number, title in enumerate(("球馆夜间音响过大", "货车凌晨卸货", "广场舞持续到深夜"), start=1)
]


def test_a_message_of_the_old_system_walks_to_the_archive(enter: Enter, platform: Platform, tmp_path: Path) -> None:
    file = spreadsheet(tmp_path / "旧系统留言.xlsx")
    assert "3 rows: 3 imported" in platform.installation.run("import", str(file))
    assert "3 already here" in platform.installation.run("import", str(file))
    dispatcher = enter("派单员")
    number = found(dispatcher, "旧00002")
    way.dispatch(dispatcher, number)
    way.sign(enter("联络员"), number)
    handler = enter("经办人")
    way.contact(handler, number)
    way.reply(handler, number, "已与商户约定七点以后卸货。")
    way.pass_review(enter("审核员"), number)
    way.call_back(enter("回访员"), number)
    way.expect_stage(dispatcher, number, "已归档")


def spreadsheet(path: Path) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (HEADER, *ROWS):
        book.active.append(row)
    book.save(path)
    return path


def found(page: Page, foreign_number: str) -> str:
    """Our number of the case that had this one in the old system."""
    way.open_desk(page, "诉求查询")
    page.get_by_label("编号").fill(foreign_number)
    page.get_by_role("button", name="查询").click()
    row = page.get_by_role("row").filter(has_text="货车凌晨卸货")
    return str(row.get_by_role("link").first.inner_text())
