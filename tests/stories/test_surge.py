"""A main bursts and many call: within minutes agents have the words, citizens the notice, and one answer is everybody's."""

import re

from playwright.sync_api import Page, expect

from tests.stories import way
from tests.stories.conftest import Enter

TITLE, WORDS = "城东主管网抢修停水", "主管网抢修，预计十八时恢复供水。"


def test_a_surge_is_announced_merged_and_answered_once(enter: Enter) -> None:
    agent, dispatcher, lead = enter("话务员"), enter("派单员"), enter("班长")
    parent = way.register(agent, "城东小区停水，什么时候来水？")
    way.open_desk(agent, "登记诉求")
    agent.get_by_label("诉求内容").fill("我家也停水了。")
    announce(lead, parent)
    expect(agent.get_by_role("region", name=TITLE)).to_contain_text("预计十八时恢复")
    expect(agent.get_by_label("诉求内容")).to_have_value("我家也停水了。")
    citizen = enter(None)
    citizen.goto("/portal/")
    expect(citizen.get_by_role("main")).to_contain_text("请留意通知")
    second = register_with_the_script(agent)
    agent.keyboard.press("m")
    expect(agent.get_by_label("并入的诉求编号")).to_have_value(parent)
    agent.get_by_role("button", name="并单建议").click()
    confirm(dispatcher, second, parent)
    agent.goto(f"/cases/{parent}/answer-directly/")
    agent.get_by_label(re.compile("答复")).first.fill("已恢复供水。")
    agent.get_by_role("button", name="直接答复", exact=True).click()
    way.expect_stage(agent, second, "已归档")
    end(lead)
    agent.goto("/register/")
    expect(agent.get_by_role("region", name=TITLE)).to_have_count(0)


def announce(page: Page, parent: str) -> None:
    way.open_desk(page, "突发公告")
    page.get_by_label("事项").fill(TITLE)
    page.get_by_label("临时口径").fill(WORDS)
    page.get_by_label("对外公告").fill("城东片区停水抢修，请留意通知。")
    page.get_by_label("母单编号").fill(parent)
    page.get_by_role("button", name="立即发布").click()
    expect(page.get_by_text(f"已发布：{TITLE}")).to_be_visible()


def register_with_the_script(page: Page) -> str:
    """The words that were announced while the form stood open are called up by their initials."""
    page.get_by_label("来电号码").fill("13700001111")
    text = page.get_by_label("诉求内容")
    text.press("End")
    text.press_sequentially("/cdzg")
    expect(page.get_by_role("option", name=TITLE)).to_be_visible()
    page.keyboard.press("Enter")
    expect(text).to_have_value(re.compile(WORDS))
    page.keyboard.press("Control+Enter")
    heading = page.get_by_role("heading", name=re.compile(r"\d{13}"))
    expect(heading).to_be_visible()
    found = re.search(r"\d{13}", heading.inner_text())
    assert found
    return found.group()


def confirm(page: Page, number: str, parent: str) -> None:
    way.open_desk(page, "派单台")
    page.get_by_role("link", name=re.compile("并单待确认")).click()
    page.get_by_role("checkbox", name=f"勾选 {number}").check()
    page.get_by_role("button", name="同意勾选的并单").click()
    expect(page.get_by_role("row").filter(has_text=number)).to_contain_text(f"已并入 {parent}")


def end(page: Page) -> None:
    way.open_desk(page, "突发公告")
    page.get_by_role("button", name=f"立即结束 {TITLE}").click()
    page.get_by_role("dialog").get_by_role("button").last.click()
    expect(page.get_by_text(f"已结束：{TITLE}")).to_be_visible()
