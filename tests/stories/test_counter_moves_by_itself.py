"""The dispatcher looks at the page and does nothing; an agent registers; the figure moves."""

from playwright.sync_api import Page, expect

from tests.stories import way
from tests.stories.conftest import Enter


def test_the_dispatchers_counter_moves_when_an_agent_registers(enter: Enter) -> None:
    dispatcher, agent = enter("派单员"), enter("话务员")
    counter = dispatcher.locator(".tile-figure").first
    expect(counter).not_to_be_empty()
    listening(dispatcher)
    waiting = int(counter.inner_text())
    dispatcher.evaluate("window.untouched = true")
    way.register(agent, "楼下商铺高音喇叭从早到晚不停。")
    expect(counter).to_have_text(str(waiting + 1))
    expect(dispatcher.locator(".menu-count").first).to_have_text(str(waiting + 1))
    assert dispatcher.evaluate("window.untouched"), "the page was loaded again"


def test_the_queue_shows_the_new_case_by_itself(enter: Enter) -> None:
    dispatcher, agent = enter("派单员"), enter("话务员")
    way.open_desk(dispatcher, "派单台")
    listening(dispatcher)
    number = way.register(agent, "烧烤摊占道经营到凌晨。")
    expect(dispatcher.get_by_role("row").filter(has_text=number)).to_be_visible()


def listening(page: Page) -> None:
    """Wait until the page's live stream is open."""
    expect(page.locator("html")).to_have_attribute("data-live", "on")
