"""The real platform in the system's Chromium: `up --demo` on a free port, one browser context for each person."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from bench.installation import Installation, free_port
from tests.stories.platform import Platform
from tests.stories.watch import Watch

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]

Enter = Callable[..., Page]


@pytest.fixture(scope="session")
def platform() -> Iterator[Platform]:
    """The demo of the minimal city, started once and stopped by its own process id."""
    port = free_port()
    with (
        Installation.prepared() as installation,
        installation.serving("up", "--demo", "--city", "minimal", "--still-city", port=port),
    ):
        yield Platform(installation, port)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for one file: its event loop must not run on into tests that use the database.

    The one that bin/test names, else the system's, else Playwright's own.
    """
    program = os.environ.get("XINQIAO_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def enter(browser: Browser, platform: Platform) -> Iterator[Enter]:
    """`enter("派单员")` signs in by that role's button and returns the page; None stays signed out.

    Whatever a page complains of, asks of strangers or fails to get fails the story; `refused` names the
    statuses that a story provokes.
    """
    watches: list[Watch] = []

    def come_in(role: str | None, *, refused: tuple[int, ...] = (), **options: Any) -> Page:
        size = ViewportSize(width=1366, height=768)
        context = browser.new_context(base_url=platform.address, viewport=size, **options)
        watches.append(Watch(context, platform, refused))
        page = context.new_page()
        page.goto("/sign-in/")
        if role:
            page.get_by_role("button", name=role).click()
            page.wait_for_url(platform.address + "/")
        return page

    yield come_in
    for watch in watches:
        watch.context.close()
    if faults := [fault for watch in watches for fault in watch.faults]:
        pytest.fail("\n".join([*faults, "", "the platform told:", platform.installation.last_words()]))
