"""An agent takes a call without a mouse: everything from the first digit to the answer is typed."""

import re

from playwright.sync_api import expect

from tests.stories.conftest import Enter


def test_a_case_is_taken_by_keyboard_only(enter: Enter) -> None:
    page = enter("话务员")
    page.goto("/register/")
    keys = page.keyboard
    expect(page.get_by_label("来电号码")).to_be_focused()
    keys.type("13900005678")
    keys.press("Tab")
    keys.type("周女士")
    keys.press("Tab")
    keys.type("物业停了楼道照明。/thanks")
    expect(page.get_by_role("option", name="结束语")).to_be_visible()
    keys.press("Enter")
    expect(page.get_by_label("诉求内容")).to_have_value(re.compile("楼道照明。感谢您的来电"))
    keys.press("Tab")
    keys.type("幸福社区 6 栋")
    keys.press("Tab")
    keys.press("Tab")
    expect(page.get_by_role("combobox", name="诉求分类")).to_be_focused()
    keys.type("wyfw")
    expect(page.get_by_role("option", name="物业服务")).to_have_attribute("aria-selected", "true")
    keys.press("Enter")
    expect(page.get_by_role("combobox", name="诉求分类")).to_have_value(re.compile("物业服务"))
    keys.press("Tab")
    expect(page.get_by_role("complementary")).to_contain_text("现在派单的办理期限")
    keys.press("Control+Enter")
    expect(page.get_by_role("heading", name=re.compile(r"\d{13}"))).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("物业服务")
    expect(page.get_by_role("link", name="直接答复")).to_have_attribute("data-key", "a")
