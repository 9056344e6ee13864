"""Every page of every role: nothing wider than its screen, no complaint in the console, no stranger asked, no barrier."""

from playwright.sync_api import Page

from tests.fixtures.at_once import SOAK
from tests.stories.axe import violations
from tests.stories.conftest import Enter
from tests.stories.crawl import roles, walk

SCREENS = ((1366, 768), (1920, 1080), (390, 844))
WIDER = """() => {
  const screen = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= screen) return "";
  const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > screen + 1);
  return wide.slice(0, 3).map((one) => one.outerHTML.slice(0, 80)).join(" | ") || "the page";
}"""

PAGES = {
    "/", "/sign-in/", "/register/", "/dispatch/", "/handling/", "/reviews/", "/callbacks/", "/cases/", "/figures/",
    "/figures/CODE/",    "/cases/N/", "/cases/N/dispatch/", "/callbacks/N/", "/assignments/N/contact/", "/assignments/N/reply/",
    "/assignments/N/pass-review/", "/assignments/N/reject-review/",
}  # fmt: skip


def test_every_page_fits_every_screen_is_quiet_and_has_no_barrier(enter: Enter) -> None:
    door = enter(None, refused=(404,))
    faults, seen, staff = examined(door, "/sign-in/"), {"/sign-in/"}, roles(door)
    door.goto("/no-such-page/")
    faults += examined(door, "a page that is not there")
    for role in staff:
        page = enter(role)
        for kind in walk(page, seen):
            examine = examined if SOAK or kind not in seen else wider  # as a whole one of a kind
            faults += examine(page, f"{role} {kind}")
            seen.add(kind)
        page.context.close()
    assert faults == []
    assert PAGES - seen == set(), "the walk did not find its way"


def examined(page: Page, where: str) -> list[str]:
    """What sticks out in Chinese and in English, and what axe finds."""
    found = wider(page, where)
    page.set_viewport_size({"width": SCREENS[0][0], "height": SCREENS[0][1]})
    found += violations(page, where)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": page.url}])
    page.reload()
    assert page.locator("html").get_attribute("lang") == "en", where
    found += wider(page, f"{where} in English")
    page.context.clear_cookies(name="django_language")
    return found


def wider(page: Page, where: str) -> list[str]:
    """What sticks out to the right, screen by screen."""
    found = []
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        if too_wide := page.evaluate(WIDER):
            found.append(f"{where} at {width}: {too_wide}")
    return found
