"""The agent's browser is closed in the middle of a call; at another seat the call goes on where it was."""

from playwright.sync_api import expect

from tests.stories import way
from tests.stories.conftest import Enter

LATEST = 5_000  # milliseconds: what was typed longer ago is never lost
SAID = "和平巷口的井盖松动，夜里车压过去声音很响，担心有人掉下去。"


def test_a_closed_browser_loses_no_draft_older_than_five_seconds(enter: Enter) -> None:
    first = enter("话务员")
    way.open_desk(first, "登记诉求")
    first.get_by_label("来电号码").fill("139 0000 4321")
    first.get_by_label("诉求内容").press_sequentially(SAID, delay=20)
    first.wait_for_timeout(LATEST)
    first.context.close()

    second = enter("话务员")
    way.open_desk(second, "登记诉求")
    second.get_by_role("link", name=SAID[:10]).click()
    expect(second.get_by_label("诉求内容")).to_have_value(SAID)
    expect(second.get_by_label("来电号码")).to_have_value("139 0000 4321")

    third = enter("话务员")
    third.goto(second.url)
    third.get_by_label("事发地点").fill("和平巷 2 号")
    expect(third.get_by_text("草稿已保存")).to_be_visible()
    second.get_by_label("诉求人").fill("孙先生")
    expect(second.get_by_text("两份都在")).to_be_visible()
    second.get_by_role("button", name="保存登记").click()
    expect(second.get_by_role("status").filter(has_text="已登记，编号")).to_be_visible()

    way.open_desk(second, "登记诉求")
    second.get_by_role("link", name=SAID[:10]).click()
    expect(second.get_by_label("事发地点")).to_have_value("和平巷 2 号")
    second.get_by_role("button", name="舍弃").click()
    second.get_by_role("dialog").get_by_role("button").last.click()
    expect(second.get_by_text("草稿已舍弃")).to_be_visible()
    expect(second.get_by_role("link", name=SAID[:10])).to_have_count(0)
