"""Whoever did what a row of a list asked for is led back to the list and stands at the next row."""

from playwright.sync_api import Page, expect

from tests.stories import way
from tests.stories.conftest import Enter


def test_a_dispatcher_goes_on_at_the_row_after_the_one_he_dispatched(enter: Enter) -> None:
    agent = enter("话务员")
    first, _second = (way.register(agent, f"{place}的路灯不亮，请来修。") for place in ("东门", "西门"))
    page = enter("派单员")
    way.open_desk(page, "派单台")
    page.get_by_role("row").filter(has_text=first).locator("a").first.focus()
    page.keyboard.press("j")
    after = number_at(page)
    page.keyboard.press("k")
    assert number_at(page) == first != after
    page.keyboard.press("d")
    page.wait_for_url(f"**/cases/{first}/dispatch/")
    page.get_by_role("button", name="派给该单位").first.press("Enter")
    expect(page.get_by_text(f"{first}-1 已派往")).to_be_visible()
    expect(page.locator("tr:focus-within")).to_contain_text(after)


def number_at(page: Page) -> str:
    """The case of the row that has the focus."""
    row = page.locator("tr:focus-within a").first
    expect(row).to_be_visible()
    return row.inner_text().strip()
