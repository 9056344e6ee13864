"""A leader opens the cockpit and goes by keyboard: to a unit by its pinyin initials, from a figure to its cases."""

from playwright.sync_api import expect

from tests.stories.conftest import Enter


def test_a_leader_finds_a_unit_by_initials_and_follows_a_figure_to_its_cases(enter: Enter) -> None:
    page = enter("分管领导")
    expect(page.get_by_role("heading", level=1)).to_contain_text("驾驶舱")
    expect(page.locator("#hottest tbody tr").first).to_be_visible()
    expect(page.locator("figure canvas")).to_have_count(2)

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="快捷键")).to_contain_text("今日受理")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="快速前往")
    page.keyboard.type("csglj3")
    expect(palette.get_by_role("option", name="驾驶舱")).to_be_hidden()
    page.keyboard.press("Backspace")
    expect(palette.get_by_role("option", name="市城市管理局")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/?unit=cgj")

    page.keyboard.press("Control+k")
    page.keyboard.type("jsc")
    expect(palette.get_by_role("option", selected=True)).to_have_text("驾驶舱")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cockpit/")
    figure = page.locator(".count", has_text="在办").first
    waiting = int(figure.locator("strong").inner_text())
    page.keyboard.press("3")
    page.wait_for_url("**/figures/now/in_hand/**")
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(waiting))
    page.keyboard.press("j")
    case = page.locator("tr:focus-within a").first.inner_text().partition("-")[0]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case}/")


def test_single_keys_can_be_switched_off_and_rest_while_somebody_types(enter: Enter) -> None:
    page = enter("质检员")
    page.goto("/cases/")
    page.get_by_placeholder("编号或原系统编号").press_sequentially("j?")
    expect(page.get_by_role("dialog", name="快捷键")).to_be_hidden()
    expect(page.get_by_placeholder("编号或原系统编号")).to_have_value("j?")
    page.keyboard.press("Tab")
    page.locator("#main").focus()
    page.evaluate(
        "document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', {key: '?', bubbles: true, isComposing: true}))"
    )
    expect(page.get_by_role("dialog", name="快捷键")).to_be_hidden()
    page.keyboard.press("j")
    expect(page.locator("tr:focus-within")).to_have_count(1)
    page.goto("/me/")
    page.get_by_role("button", name="关闭单键快捷键").click()
    page.goto("/cases/")
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(page.locator("tr:focus-within")).to_have_count(0)
    expect(page.get_by_role("dialog", name="快捷键")).to_be_hidden()
    page.goto("/me/")
    page.get_by_role("button", name="开启单键快捷键").click()
