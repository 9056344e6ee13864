"""Every kind of page that a person can reach by following links from home."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Page

from tests.fixtures.at_once import SOAK

# Files to save and pictures are no pages.
LINKS = (
    "links => links.filter(link => !link.matches('[download], [data-picture]')).map(link => link.getAttribute('href'))"
)
SETTLED = "() => !document.querySelector('.htmx-request')"


def roles(page: Page) -> list[str]:
    """The names on the demo's sign-in buttons."""
    return page.locator("button[name=role] strong").all_inner_texts()


# The form of a move, on which hardly anything depends on who looks at it.
FORM = re.compile(r"/N/[a-z-]+/$")


def walk(page: Page, seen: Collection[str] = ()) -> Iterator[str]:
    """Go to pages of every kind, breadth first, and yield the kind of each while it stands there; not to a form of a
    kind that was `seen`, but with XINQIAO_SOAK."""
    waiting, known = [page.url], Counter([kind(page.url)])
    queued = {page.url}
    while waiting:
        address = waiting.pop(0)
        page.goto(address)
        page.wait_for_function(SETTLED)
        for link in (urljoin(address, href) for href in page.locator("a[href]").evaluate_all(LINKS)):
            if not link.startswith(urljoin(address, "/")) or link in queued or known[kind(link)] >= most(kind(link)):
                continue
            if not SOAK and kind(link) in seen and FORM.search(kind(link)):
                continue
            known[kind(link)] += 1
            queued.add(link)
            waiting.append(link)
        yield kind(address)


def kind(address: str) -> str:
    """The address without what tells one row or figure from another: numbers, codes, query and fragment."""
    return re.sub(r"(?<=/figures/).+", "CODE/", re.sub(r"\d+", "N", urlsplit(address).path))


def most(kind: str) -> int:
    """How many pages of a kind are looked at: cases stand at different points of their way and offer other moves."""
    cases = 6 if SOAK else 3
    return cases if kind == "/cases/N/" else 1
