"""Two dispatchers open the same case. One is quicker; the other is told so and loses nothing of what was typed."""

from playwright.sync_api import expect

from tests.stories import way
from tests.stories.conftest import Enter

NOTE = "请与施工单位当面核实，并在今晚复查。"


def test_the_second_dispatcher_sees_what_happened_and_keeps_the_note(enter: Enter) -> None:
    number = way.register(enter("话务员"), "顶楼空调外机夜里轰鸣。")
    first, second = enter("派单员"), enter("派单员", refused=(409,))
    second.goto(f"/cases/{number}/dispatch/")
    second.get_by_label("派单意见").fill(NOTE)
    way.dispatch(first, number)
    second.get_by_role("button", name="派单").last.click()
    alert = second.get_by_role("alert").filter(has_text=number)
    expect(alert).to_contain_text("派单")
    expect(alert).to_contain_text("承办中")
    expect(second.get_by_label("派单意见")).to_have_value(NOTE)
    second.goto(f"/cases/{number}/")
    expect(second.locator(".task")).to_have_count(1)
