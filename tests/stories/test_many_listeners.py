"""A hall full of browsers that listen: what they cost the database."""

import http.client
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import psycopg
from playwright.sync_api import Page

from tests.stories.conftest import Enter
from tests.stories.platform import Platform

SEATS = 130  # more than the 100 connections that the demo's database takes


def test_a_stream_holds_no_connection_to_the_database(enter: Enter, platform: Platform) -> None:
    page = enter("派单员")
    with ExitStack() as hall:
        before = connections(platform)
        for _ in range(SEATS):
            hall.enter_context(listening(platform, page))
        held = connections(platform) - before
    assert held < 10, f"{SEATS} browsers that listen hold {held} connections"


@contextmanager
def listening(platform: Platform, page: Page) -> Iterator[None]:
    """One more browser of whoever is signed in on the page, from when its stream has begun."""
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in page.context.cookies())
    with closing(http.client.HTTPConnection("127.0.0.1", platform.port + 1, timeout=30)) as line:
        line.request("GET", "/live?topics=dispatch", headers={"Cookie": cookies})
        answer = line.getresponse()
        assert (answer.status, answer.readline()[:4]) == (200, b"id: ")
        yield


def connections(platform: Platform) -> int:
    """How many connections the platform's database serves."""
    sockets = platform.installation.data / "run"
    with closing(psycopg.connect(host=str(sockets), dbname="xinqiao", user="xinqiao")) as database:
        row = database.execute("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'").fetchone()
    return int(row[0]) if row else 0
