"""Run within an installation: what each page costs that its demo's people can reach by links, against an empty page.

`python -m bench.crawling REQUESTS [once]` prints one JSON object: how many cases there are, and the kind of a page -> its
times an empty page, seconds, role.
A page goes through the whole application, without a network.
"""

import json
import logging
import os
import sys
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from http import HTTPStatus
from statistics import median
from typing import Final
from urllib.parse import urlsplit

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinqiao.project.settings")
django.setup()
logging.disable(logging.INFO)  # a line for each request

from django.test import Client  # noqa: E402 - models need the set-up
from django.urls import Resolver404, resolve  # noqa: E402

from bench import harness  # noqa: E402
from xinqiao.cases.models import Case  # noqa: E402
from xinqiao.people.models import Role, Staff  # noqa: E402
from xinqiao.project.embedded import Embedded  # noqa: E402

EMPTY: Final = "/cases/?number=1"  # the list of cases when nothing is found: menu, session, form and no row
WARM: Final = 1  # the first look fills caches


class Links(HTMLParser):
    """The addresses that a page leads to or fetches parts from."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        address = given.get("href") if tag == "a" else given.get("hx-get")
        if address and address.startswith("/") and "download" not in given:
            self.found.append(address)


def main(requests: int, *, once: bool) -> None:
    """Crawl as somebody of each role; print the dearest of each kind. `once`: a kind is measured for whom sees it first."""
    worst: dict[str, tuple[float, float, str]] = {}
    people = {
        role.code: signed_in(role) for role in Role.objects.filter(posts__isnull=False).distinct().order_by("code")
    }
    yardstick = next(client for client in people.values() if client.get(EMPTY).status_code == HTTPStatus.OK)
    for role, client in people.items():
        for address in walk(client):
            if once and kind(address) in worst:
                continue
            empty, page = seconds(yardstick, EMPTY, requests), seconds(client, address, requests)
            worst[kind(address)] = max(worst.get(kind(address), (0, 0, "")), (page / empty, page, role))
        harness.tell(f"{role}: {len(worst)} kinds of pages")
    pages = {name: [round(ratio, 2), round(page, 4), who] for name, (ratio, page, who) in worst.items()}
    print(json.dumps({"cases": Case.objects.count(), "pages": pages}))


def signed_in(role: Role) -> Client:
    """The first person of a role, at a browser."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Staff.objects.filter(posts__role=role, is_active=True).order_by("pk")[0])
    return client


def walk(client: Client) -> Iterator[str]:
    """Pages of every kind, breadth first from home; those alone that answer with a page."""
    waiting, known = ["/"], {"/"}
    while waiting:
        address = waiting.pop(0)
        response = client.get(address)
        if response.status_code != HTTPStatus.OK or not response.headers["Content-Type"].startswith("text/html"):
            continue
        links = Links()
        links.feed(response.content.decode())
        for link in links.found:
            if kind(link) not in known:
                known.add(kind(link))
                waiting.append(link)
        yield address


def kind(address: str) -> str:
    """The route that answers."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return address


def seconds(client: Client, address: str, requests: int) -> float:
    """The median of so many looks."""
    taken = []
    for _ in range(WARM + requests):
        begun = time.perf_counter()
        client.get(address)
        taken.append(time.perf_counter() - begun)
    return median(taken[WARM:])


if __name__ == "__main__":
    with Embedded.here().attached():
        main(int(sys.argv[1]), once="once" in sys.argv)
