"""A terminal in a service hall, at which one citizen follows another: nothing of the one is left for the next."""

from playwright.sync_api import Page

from tests.stories.conftest import Enter

NAME, WORDS, PHONE = "王小河", "我家门口的路灯三天不亮。", "13800004321"


def test_a_terminal_that_nobody_touches_forgets_what_was_typed(enter: Enter) -> None:
    page = enter(None, refused=(403,))
    page.clock.install()
    half_filled(page)
    page.clock.fast_forward(61_000)
    page.wait_for_url("**/portal/")
    nothing_is_left(page)


def test_whoever_steps_back_or_sends_again_finds_nothing(enter: Enter) -> None:
    page = enter(None, refused=(403,))
    half_filled(page)
    page.locator(".countdown button[type=submit]").click()
    page.wait_for_url("**/portal/")
    for _ in range(3):
        page.evaluate("history.back()")
        page.wait_for_timeout(500)
        nothing_is_left(page)
        page.reload()
        nothing_is_left(page)


def half_filled(page: Page) -> None:
    """The first step sent, the second typed into."""
    page.goto("/portal/?kiosk=1")
    page.goto("/portal/submit/")
    page.locator("[name=text]").fill(WORDS)
    page.locator(".buttons .button").first.click()
    page.locator("[name=name]").fill(NAME)
    page.locator("[name=phone]").fill(PHONE)


def nothing_is_left(page: Page) -> None:
    """Neither in what stands there nor in a field, shown or hidden; and no case is open."""
    fields = page.locator("input, textarea").evaluate_all("found => found.map((one) => one.value)")
    seen = page.content() + " ".join(fields)
    assert [word for word in (NAME, WORDS, PHONE) if word in seen] == []
    assert "portal_case" not in {cookie.get("name") for cookie in page.context.cookies()}
