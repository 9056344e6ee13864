"""The live stream: who is concerned hears that something changed; nobody else hears anything."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable
from functools import wraps

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import connection
from django.test import AsyncClient

from tests.factories import NAME, PHONE, at, dispatched, in_handling, person, react, registered
from xinqiao.cases.models import Event
from xinqiao.doors.live import views
from xinqiao.doors.live.hub import WAITING_MOST, Hub, Listener
from xinqiao.doors.live.topics import BESIDES, TOPICS, TOUCHED, may_hear, touched_by
from xinqiao.handling.actions import reply, sign
from xinqiao.people.models import Session, Staff
from xinqiao.project import settings_live

HOST = "testserver"  # the test client's own
PAGE = "http://" + HOST + ":12345"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("city")]


def awaited(test: Callable) -> Callable[[], None]:
    """A test that pytest can call."""

    @wraps(test)
    def run() -> None:
        async_to_sync(test)()

    return run


@pytest.fixture(autouse=True)
def live_process(settings, monkeypatch):
    """The addresses and the middleware of the live process, and a hub of the test's own."""
    settings.ROOT_URLCONF = settings_live.ROOT_URLCONF
    settings.MIDDLEWARE = settings_live.MIDDLEWARE
    monkeypatch.setattr(views, "HUB", Hub())


@contextlib.asynccontextmanager
async def listening(staff: Staff, topics: str) -> AsyncIterator[list[str]]:
    """What this person's browser hears, from when the stream has told all its topics to begin with."""
    client, heard = AsyncClient(), []
    await sync_to_async(client.force_login)(staff)
    response = await client.get(f"/live?topics={topics}")
    assert response["Content-Type"] == "text/event-stream"

    async def pump() -> None:
        async for message in response.streaming_content:
            heard.append(message.decode())

    pumping = asyncio.create_task(pump())
    await until(lambda: heard)
    try:
        yield heard
    finally:
        pumping.cancel()


async def until(condition: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.02)


async def settled(*browsers: list[str]) -> None:
    """Wait out the first messages, which tell a page that comes back to load everything anew."""
    before = None
    while before != (before := [len(heard) for heard in browsers]):
        await asyncio.sleep(0.5)
    for heard in browsers:
        heard.clear()


def topics(heard: list[str]) -> list[str]:
    return [json.loads(message.partition("data: ")[2])["topic"] for message in heard]


async def end_hub() -> None:
    views.HUB._task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await views.HUB._task


@awaited
async def test_whose_reach_covers_it_hears_it_and_the_others_hear_nothing():
    mine = await sync_to_async(person)("liaison", "cgj")
    other = await sync_to_async(person)("liaison", "zjj")
    centre = await sync_to_async(person)("dispatcher")
    asked = ",".join(TOPICS)
    async with (
        listening(mine, asked) as by_mine,
        listening(other, asked) as by_other,
        listening(centre, asked) as by_centre,
    ):
        await settled(by_mine, by_other, by_centre)
        task = await sync_to_async(dispatched)("cgj")
        await sync_to_async(react)()
        await until(lambda: by_mine)
        await until(lambda: len(by_centre) == 2)
        await asyncio.sleep(0.3)
        assert topics(by_mine) == ["handling"]
        assert topics(by_centre) == ["dispatch", "dispatch"], "registered, and dispatched"
        assert by_other == []
        told = "".join(by_mine + by_centre)
        for private in (task.case.number, NAME, PHONE, "cgj"):
            assert private not in told
    await end_hub()


@awaited
async def test_a_topic_that_was_not_asked_for_stays_silent():
    dispatcher = await sync_to_async(person)("dispatcher")
    async with listening(dispatcher, "callback,nonsense") as heard:
        await settled(heard)
        await sync_to_async(registered)()
        await sync_to_async(react)()
        await asyncio.sleep(0.5)
        assert heard == []
    await end_hub()


@awaited
async def test_after_the_database_was_away_everything_is_told_anew():
    liaison = await sync_to_async(person)("liaison")
    async with listening(liaison, "handling") as heard:
        await settled(heard)
        await sync_to_async(cut_off_listeners)()
        await until(lambda: heard)
        await settled(heard)
        await sync_to_async(dispatched)("cgj")
        await sync_to_async(react)()
        await until(lambda: topics(heard) == ["handling"])
    await end_hub()


def cut_off_listeners() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query LIKE 'LISTEN%%'"
        )
        assert cursor.rowcount == 1


@awaited
async def test_every_stream_begins_with_all_its_topics():
    liaison = await sync_to_async(person)("liaison")
    async with listening(liaison, "handling,reviews") as heard:
        await until(lambda: set(topics(heard)) == {"handling", "reviews"})
    await end_hub()


@awaited
async def test_who_signed_out_is_no_longer_served():
    liaison = await sync_to_async(person)("liaison")
    views.HEARTBEAT_SECONDS, before = 0.2, views.HEARTBEAT_SECONDS
    try:
        client = AsyncClient()
        await sync_to_async(client.force_login)(liaison)
        stream = (await client.get("/live?topics=handling")).streaming_content
        await sync_to_async(Session.objects.all().delete)()
        async with asyncio.timeout(20):
            assert [message async for message in stream]
    finally:
        views.HEARTBEAT_SECONDS = before
    await end_hub()


@awaited
async def test_401_without_a_session():
    response = await AsyncClient().get("/live?topics=handling")
    assert response.status_code == 401


@awaited
async def test_only_the_pages_own_host_may_read_across_ports():
    own = await AsyncClient().get("/live", headers={"origin": PAGE})
    assert own["Access-Control-Allow-Origin"] == PAGE
    foreign = await AsyncClient().get("/live", headers={"origin": "http://example.org:12345"})
    assert "Access-Control-Allow-Origin" not in foreign


@pytest.mark.parametrize(
    ("staff", "topic", "hears"),
    [
        (("liaison", "cgj"), "handling", True),
        (("handler", "cgj"), "handling", True),
        (("liaison", "zjj"), "handling", False),
        (("reviewer", "xq"), "reviews", True),
        (("reviewer", "zjj"), "reviews", False),
        (("liaison", "cgj"), "reviews", False),
    ],
)
def test_who_may_hear_of_a_reply(staff, topic, hears):
    task = in_handling("cgj")
    event = reply(task, text="已修好。", outcome="solved", by=person("handler"), now=at(60))
    concerned = touched_by(Event.objects.select_related("assignment__unit").get(pk=event.pk))
    assert set(concerned) == {"handling", "reviews"}
    assert may_hear(person(*staff), topic, concerned[topic]) == hears


def test_every_move_touches_topics_that_exist():
    assert {topic for touched in (TOUCHED | BESIDES).values() for topic in touched} == set(TOPICS)


def test_a_browser_that_does_not_keep_up_loses_only_doubles():
    listener = Listener(person("liaison"), frozenset({"handling"}))
    for number in range(WAITING_MOST + 50):
        listener.hear(number, "handling")
    assert listener.waiting.qsize() == WAITING_MOST


def test_signing_concerns_the_unit_and_who_dispatched():
    task = dispatched("heping")
    event = sign(task, by=person("liaison", "heping"), now=at(30))
    assert touched_by(event) == {"handling": ["/xq/", "/xq/dongcheng/heping/"]}
