"""axe finds nothing on any page of the portal: both languages, plain and large, at home and at a terminal."""

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.stories.axe import ASK, AXE
from tests.stories.conftest import Enter

WIDE = "() => document.documentElement.scrollWidth > innerWidth"
PAGES = (
    "", "published/", "statistics/", "submit/", "track/", "receipt/", "case/", "case/append/", "case/urge/",
    "case/withdraw/",
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "look", "scheme"), [("zh-hans", "plain", "light"), ("en", "elder", "light"), ("en", "plain", "dark")]
)
def test_axe_finds_nothing_on_the_portal(enter: Enter, language: str, look: str, scheme: str) -> None:
    page = enter(None, bypass_csp=True, color_scheme=scheme, refused=(422,))
    page.set_viewport_size(ViewportSize(width=390, height=844))
    page.goto("/portal/")
    for value in (language, look):
        if (button := page.locator(f"button[value={value}]")).count():
            button.click()
    faults = submit(page)
    for where in PAGES:
        page.goto(f"/portal/{where}")
        faults += violations(page, where)
    page.goto("/portal/?kiosk=1")
    assert faults + violations(page, "kiosk") == []


def submit(page: Page) -> list[str]:
    """The steps with what can be wrong in each; violations on the way."""
    page.goto("/portal/submit/")
    page.locator(".buttons .button").first.click()
    faults = violations(page, "first step, empty")
    page.locator("[name=text]").fill("巷口路灯三天不亮。")
    page.locator(".buttons .button").first.click()
    page.locator(".buttons .button").first.click()
    faults += violations(page, "second step, empty")
    page.locator("[name=phone]").fill("13800004321")
    page.locator(".buttons .button").first.click()
    faults += violations(page, "third step")
    page.locator(".buttons .button").first.click()
    return faults


def violations(page: Page, where: str) -> list[str]:
    """What axe says of the page that stands there, and whether it is wider than the phone."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = [f"{where}: {one}" for one in page.evaluate(ASK, {})]
    return [*found, f"{where}: wider than the screen"] if page.evaluate(WIDE) else found
