"""One process for what follows a move: the outbox loop in a thread, the jobs in the event loop."""

import asyncio
import logging
import os
import signal
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from xinqiao.outbox.loop import run_forever

log = logging.getLogger(__name__)

SWEEP_SECONDS = 15
STALLED_SECONDS = 30  # three missed heartbeats
FINISH_SECONDS = 5  # for jobs in hand when asked to end; what is cut off runs again
LEAVE_SECONDS = 9  # in all; a worker that cannot say goodbye to a lost database leaves all the same


class Command(BaseCommand):
    help = "Run the reactions of the outbox and the jobs. Exits 1 when it ended without being asked."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--concurrency", type=int, default=4, help="jobs at the same time")

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(0 if asyncio.run(work(options["concurrency"])) else 1)


async def work(concurrency: int) -> bool:
    """Work until SIGTERM or SIGINT. True when it was asked to end; False when a part ended by itself.

    A job worker returns without an error when the database restarts, so a return alone proves nothing.
    """
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, _be_asked, asked)
    stop = threading.Event()
    outbox = threading.Thread(target=run_forever, args=(stop,), name="outbox", daemon=True)
    outbox.start()
    try:
        await _first_to_end(asked, outbox, concurrency)
    finally:
        stop.set()
        outbox.join(FINISH_SECONDS)
    return asked.is_set()


def _be_asked(asked: asyncio.Event) -> None:
    asked.set()
    leave = threading.Timer(LEAVE_SECONDS, os._exit, [1])
    leave.daemon = True
    leave.start()


async def _first_to_end(asked: asyncio.Event, outbox: threading.Thread, concurrency: int) -> None:
    assert isinstance(app.connector, DjangoConnector)  # noqa: S101 - told to the type checker
    with app.replace_connector(app.connector.get_worker_connector()) as jobs:
        async with jobs.open_async():
            worker = jobs.run_worker_async(
                concurrency=concurrency,
                install_signal_handlers=False,
                shutdown_graceful_timeout=FINISH_SECONDS,
                stalled_worker_timeout=STALLED_SECONDS,
            )
            parts = {asyncio.ensure_future(part) for part in (asked.wait(), worker, _sweep(jobs), _watch(outbox))}
            ended, running = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            for part in running:
                part.cancel()
            for outcome in await asyncio.gather(*ended, *running, return_exceptions=True):
                if isinstance(outcome, Exception):
                    log.error("worker: a part failed", exc_info=outcome)


async def _sweep(jobs: App) -> None:
    """Give jobs back that a killed worker left unfinished; without this they would be lost."""
    while True:
        for job in await jobs.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
            log.warning("worker: job %s of a lost worker runs again", job.id)
            await jobs.job_manager.retry_job(job)
        await jobs.job_manager.prune_stalled_workers(STALLED_SECONDS)
        await asyncio.sleep(SWEEP_SECONDS)


async def _watch(thread: threading.Thread) -> None:
    while thread.is_alive():
        await asyncio.sleep(1)
