"""What each person does on the pages, step by step, as a hand would do it."""

import re
from collections.abc import Sequence

from playwright.sync_api import FilePayload, Page, expect

UNIT = "市城市管理局"  # where the demo's liaison and handler sit


def open_desk(page: Page, label: str) -> None:
    """Follow the menu to a desk."""
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name=label).click()


def register(
    page: Page, text: str, *, photo: tuple[str, bytes] | None = None, photos: Sequence[tuple[str, bytes]] = ()
) -> str:
    """The agent fills the form while the citizen speaks; the new case's number."""
    open_desk(page, "登记诉求")
    page.get_by_label("来电号码").fill("139 0000 1234")
    page.get_by_label("诉求人").fill("郝先生")
    page.get_by_label("诉求内容").fill(text)
    category = page.get_by_role("combobox", name="诉求分类")
    category.fill("zsrm")
    category.press("Enter")
    if enclosed := [*([photo] if photo else []), *photos]:
        files = [FilePayload(name=name, mimeType="image/png", buffer=content) for name, content in enclosed]
        page.get_by_label("附件").set_input_files(files)
    page.get_by_role("button", name="保存登记").click()
    told = page.get_by_role("status").filter(has_text="已登记，编号")
    found = re.search(r"\d{13}", told.inner_text())
    assert found
    return found.group()


def send_from_portal(page: Page, phone: str) -> str:
    """The citizen leaves his number on the second step of the portal, looks it over and sends it; the number on the receipt."""
    page.get_by_label("手机号或固话").fill(phone)
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="已收到您的诉求")).to_be_visible()
    found = re.search(r"\d{13}", page.get_by_role("main").inner_text())
    assert found
    return found.group()


def dispatch(page: Page, number: str) -> None:
    """The dispatcher takes the case from the queue; the catalogue already proposes the unit."""
    open_desk(page, "派单台")
    page.get_by_role("row").filter(has_text=number).get_by_role("link", name="派单", exact=True).click()
    expect(page.get_by_label("主办单位").locator("option:checked")).to_have_text(re.compile(UNIT))
    page.get_by_role("button", name="派单", exact=False).last.click()
    expect(page.get_by_text(f"{number}-1 已派往{UNIT}")).to_be_visible()


def sign(page: Page, number: str) -> None:
    """The liaison takes the task for the unit."""
    open_task(page, "承办台", number)
    page.get_by_role("button", name="签收").click()
    expect(page.get_by_text(f"{number}-1 已签收")).to_be_visible()


def open_task(page: Page, desk: str, number: str) -> None:
    """From a desk's list to the case."""
    open_desk(page, desk)
    page.get_by_role("link", name=f"{number}-1").click()


def contact(page: Page, number: str) -> None:
    """The handler tells that the citizen was reached."""
    open_task(page, "承办台", number)
    page.get_by_role("link", name="联系诉求人").click()
    page.get_by_label("联系结果").select_option(label="已联系上")
    _make(page, number, "联系诉求人", button="保存联系记录")


def reply(page: Page, number: str, text: str) -> None:
    """The handler answers."""
    open_task(page, "承办台", number)
    page.get_by_role("link", name="答复", exact=True).click()
    page.get_by_label("办理结果").select_option(label="已解决")
    page.get_by_label("答复内容").fill(text)
    _make(page, number, "答复")


def reject_review(page: Page, number: str, reason: str) -> None:
    """The reviewer sends the reply back."""
    open_task(page, "审核台", number)
    page.get_by_role("link", name="审核退回").click()
    page.get_by_label("退回原因").fill(reason)
    _make(page, number, "审核退回")


def pass_review(page: Page, number: str) -> None:
    """The reviewer accepts the reply."""
    open_task(page, "审核台", number)
    page.get_by_role("link", name="审核通过").click()
    _make(page, number, "审核通过")


def _make(page: Page, number: str, label: str, *, button: str = "") -> None:
    page.get_by_role("button", name=button or label, exact=True).click()
    expect(page.get_by_text(f"{number}-1：{label}已记录")).to_be_visible()


def call_back(page: Page, number: str) -> None:
    """The callback agent asks; the case comes onto the desk by itself. The citizen is satisfied."""
    open_desk(page, "回访台")
    page.get_by_role("row").filter(has_text=number).get_by_role("link", name="回访").click()
    page.get_by_role("group", name="通话结果").get_by_label("已接通").check()
    page.get_by_role("group", name=f"对{UNIT}的满意度").get_by_label("满意", exact=True).check()
    page.get_by_role("group", name=f"{UNIT}是否解决了问题").get_by_label("已解决").check()
    page.get_by_role("button", name="保存回访").click()
    expect(page.get_by_text(f"{number} 的回访已记录")).to_be_visible()


def expect_stage(page: Page, number: str, stage: str) -> None:
    """The case's page says so, at the latest when the reactions have run."""
    page.goto(f"/cases/{number}/")
    badge = page.get_by_role("heading", level=1).locator(".badge")
    for _ in range(40):
        if badge.inner_text() == stage:
            return
        page.wait_for_timeout(250)
        page.reload()
    expect(badge).to_have_text(stage)
