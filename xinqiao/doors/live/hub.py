"""The live process' one LISTEN connection and the browsers it feeds."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

import psycopg
from asgiref.sync import sync_to_async
from django.db import connection
from prometheus_client import Gauge

from xinqiao.doors.live.announce import CHANNEL
from xinqiao.doors.live.topics import may_hear
from xinqiao.people.models import Staff

log = logging.getLogger(__name__)

Found = TypeVar("Found")

LISTENERS = Gauge("xinqiao_live_listeners", "Browsers that listen now.", multiprocess_mode="livesum")
RETRY_SECONDS = 1
WAITING_MOST = 100
# All browsers of a city come back at once when this process starts anew: so many of them ask the database at a time.
ASKING_MOST = 4


@dataclass(eq=False, slots=True)
class Listener:
    """One browser: who it is, what it asked to hear, and the messages (id, topic) that wait for it."""

    staff: Staff
    topics: frozenset[str]
    waiting: asyncio.Queue[tuple[int, str]] = field(default_factory=lambda: asyncio.Queue(WAITING_MOST))

    def hear(self, event_id: int, topic: str) -> None:
        """Queue a message; a browser that does not keep up loses doubles of what it will reload anyway."""
        with contextlib.suppress(asyncio.QueueFull):
            self.waiting.put_nowait((event_id, topic))

    def hear_all(self) -> None:
        """Tell it to reload everything: messages may have been missed."""
        for topic in sorted(self.topics):
            self.hear(0, topic)


class Hub:
    """Takes notifications from PostgreSQL and hands them to the listeners they concern."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._task: asyncio.Task[None] | None = None
        self._threads = ThreadPoolExecutor(ASKING_MOST, thread_name_prefix="ask")

    async def ask(self, read: Callable[[], Found]) -> Found:
        """What `read` finds in the database. A stream is open for minutes: it must not hold a connection for as long,
        as one does that reads in the thread of its request."""
        return await sync_to_async(_hanging_up(read), thread_sensitive=False, executor=self._threads)()

    @contextlib.contextmanager
    def joined(self, listener: Listener) -> Iterator[Listener]:
        """Feed a listener for as long as the block runs; the first one starts the LISTEN connection."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._listen_forever())
        self._listeners.add(listener)
        LISTENERS.inc()
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
            LISTENERS.dec()

    async def _listen_forever(self) -> None:
        while True:
            try:
                await self._listen()
            except psycopg.Error as error:
                log.warning("live: database unavailable (%s), trying again", type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)

    async def _listen(self) -> None:
        parameters = connection.get_connection_params()
        parameters.pop("cursor_factory", None)
        parameters.pop("context", None)
        async with await psycopg.AsyncConnection.connect(**parameters, autocommit=True) as notified:
            await notified.execute(f"LISTEN {CHANNEL}")
            for listener in self._listeners:
                listener.hear_all()
            async for notification in notified.notifies():
                self._hand_out(notification.payload)

    def _hand_out(self, payload: str) -> None:
        message = json.loads(payload)
        for topic, paths in message["topics"].items():
            for listener in self._listeners:
                if topic in listener.topics and may_hear(listener.staff, topic, paths):
                    listener.hear(message["id"], topic)


def _hanging_up(read: Callable[[], Found]) -> Callable[[], Found]:
    def ask() -> Found:
        try:
            return read()
        finally:
            connection.close()

    return ask
