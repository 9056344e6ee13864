"""A citizen submits with a photo on her phone, tracks, rates badly, and the case is handled again."""

from playwright.sync_api import Page, ViewportSize, expect

from tests.stories import way
from tests.stories.conftest import Enter
from tests.stories.test_one_case_to_the_end import picture


def test_a_bad_rating_at_the_portal_leads_to_a_rework(enter: Enter) -> None:
    citizen = enter(None)
    citizen.set_viewport_size(ViewportSize(width=390, height=844))
    number = submit(citizen)
    dispatch(enter("派单员"), number)
    way.sign(enter("联络员"), number)
    way.reply(enter("经办人"), number, "已更换灯泡。")
    reviewer = enter("审核员")
    way.pass_review(reviewer, number)
    track(citizen, number)
    expect(citizen.get_by_text("已更换灯泡。")).to_be_visible()
    rate_badly(citizen)
    reviewer.goto(f"/cases/{number}/rule-rework/")
    expect(reviewer.get_by_text("当晚又灭了").first).to_be_visible()
    reviewer.get_by_role("group", name="裁定").get_by_label("重办", exact=True).check()
    reviewer.get_by_label("裁定理由").fill("请彻底检修线路。")
    reviewer.get_by_role("button", name="重办裁定", exact=True).click()
    way.expect_stage(reviewer, number, "承办中")
    citizen.reload()
    expect(citizen.get_by_text(f"重新交由{way.UNIT}办理")).to_be_visible()


def submit(page: Page) -> str:
    """Three steps with a photo; the number on the receipt."""
    page.goto("/portal/")
    page.get_by_role("link", name="我要提诉求").click()
    page.get_by_label("请说明事情").fill("巷口路灯三天不亮。")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("现场照片").set_input_files({"name": "灯.png", "mimeType": "image/png", "buffer": picture()})
    return way.send_from_portal(page, "13800004321")


def dispatch(page: Page, number: str) -> None:
    """What came in by itself has no category yet: the dispatcher names the unit."""
    page.goto(f"/cases/{number}/dispatch/")
    unit = page.get_by_label("主办单位")
    unit.select_option(unit.locator("option", has_text=way.UNIT).first.get_attribute("value"))
    page.get_by_role("button", name="派单", exact=False).last.click()
    expect(page.get_by_text(f"{number}-1 已派往{way.UNIT}")).to_be_visible()


def track(page: Page, number: str) -> None:
    """Number and the end of her telephone number."""
    page.goto("/portal/track/")
    page.get_by_label("诉求编号").fill(number)
    page.get_by_label("手机号后四位").fill("4321")
    page.get_by_role("button", name="查询").click()


def rate_badly(page: Page) -> None:
    page.get_by_role("link", name="评价").click()
    page.get_by_role("group", name="是否满意").get_by_label("不满意", exact=True).check()
    page.get_by_role("group", name="解决了吗").get_by_label("没有解决").check()
    page.get_by_label("您的意见").fill("当晚又灭了")
    page.get_by_label("希望重新办理").check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已听取您的意见")).to_be_visible()
