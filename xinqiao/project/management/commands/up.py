"""The whole platform by one command: database, pages, worker, live stream, under one supervisor."""

import contextlib
import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from xinqiao.cities.folders import city_folder, folder_of
from xinqiao.cities.simulated import SIMULATION
from xinqiao.people.models import Platform, Unit
from xinqiao.project import aside, pgtools, places, preparation
from xinqiao.project.embedded import Embedded
from xinqiao.project.metrics import counted
from xinqiao.project.postgres import PostgresError
from xinqiao.project.supervisor import Part, Supervisor, report

DATABASE_PAUSE = 2.0
# What the demo shows of its city: so many days by now; from now on a case about every so many seconds, and units that
# are so many times as quick as real ones.
DEMO_DAYS, DEMO_CASE_EVERY, DEMO_SPEED = 30, 20, 300


class Command(BaseCommand):
    help = "Run the platform: migrate, then serve, worker, live (and the embedded database) until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=12345)
        parser.add_argument("--live-port", type=int, help="port of the live stream (default: the port + 1)")
        parser.add_argument("--workers", type=int, default=2, help="processes that serve pages")
        parser.add_argument("--demo", action="store_true", help="demo staff to sign in as, and a few cases")
        parser.add_argument("--city", help="a folder, or the name of one in cities/, to apply first")
        parser.add_argument("--quiet-city", action="store_true", help="demo without cases")
        parser.add_argument(
            "--still-city", action="store_true", help="demo with a few cases, where nothing goes on by itself"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        live_port = options["live_port"] or options["port"] + 1
        city = city_folder(options["city"]) if options["city"] else None
        data = places.data_dir()
        with preparation.only_one(data), _database() as database:
            _recover(data)
            for port in (options["port"], live_port):
                preparation.require_free(options["host"], port)
            if options["demo"]:
                _become_demo(options["host"], live_port)
            still = options["still_city"] or options["quiet_city"]
            _prepare(city, demo=options["demo"], quiet=options["quiet_city"], days=0 if still else DEMO_DAYS)
            parts = _parts(options["host"], options["port"], live_port, options["workers"])
            parts += _going_on(city) if options["demo"] and not still else []
            connections.close_all()
            preparation.announce(f"http://{options['host']}:{options['port']}/")
            with counted.shared():
                Supervisor(parts, lambda: _tend(database)).run()


@contextlib.contextmanager
def _database() -> Iterator[Embedded | None]:
    if os.environ.get("DATABASE_URL"):
        yield None
        return
    database = Embedded.here()
    report(f"data directory {database.data}; starting the database")
    with database.attached(mortal=True):
        yield database


def _tend(database: Embedded | None) -> None:
    """Start the database again when nobody listens any more; one that only recovers is left to itself. What keeps it
    from starting, a full disk above all, may go by: the platform stays and tries again."""
    if database is None or database.listens():
        return
    report("the database is gone; starting it again")
    try:
        database.start(mortal=True)
        report("the database answers again")
    except PostgresError as error:
        report(f"{error}; trying again in {DATABASE_PAUSE:g} s")
        time.sleep(DATABASE_PAUSE)


def _recover(data: Path) -> None:
    with pgtools.connect(autocommit=True) as server:
        if aside.recover_interrupted_restore(server, data):
            report(aside.TOLD)


def _become_demo(host: str, live_port: int) -> None:
    """For this process, whose settings are read already, and by the environment for its children."""
    settings.DEMO = True
    os.environ["XINQIAO_DEMO"] = "1"
    os.environ["XINQIAO_LIVE_ORIGIN"] = f"http://{host}:{live_port}"


def _prepare(city: Path | None, *, demo: bool, quiet: bool, days: int) -> None:
    report("bringing the database up to date")
    call_command("migrate", interactive=False, verbosity=0)
    preparation.collect_static()
    if city:
        report(f"applying the city {city.name}")
        call_command("city", "apply", str(city))
    if demo:
        _check_city()
        call_command("demo", "people")
    if demo and not quiet:
        call_command("demo", "cases", days=days, city=city)


def _check_city() -> None:
    if not Unit.objects.exists():
        raise CommandError("a demo needs a city: add --city minimal, or a folder of your own (docs/city.md)")


def _parts(host: str, port: int, live_port: int, workers: int) -> list[Part]:
    program = [sys.executable, "-m", "xinqiao.project.cli"]
    return [
        Part("serve", [*program, "serve", "--host", host, "--port", str(port), "--workers", str(workers)]),
        Part("live", [*program, "live", "--host", host, "--port", str(live_port)]),
        Part("worker", [*program, "worker"]),
    ]


def _going_on(city: Path | None) -> list[Part]:
    """The simulated city of a demo; a city whose folder says nothing of its days stays still."""
    folder = city or folder_of(Platform.objects.get().code)
    if folder is None or not (folder / SIMULATION).exists():
        return []
    program = [sys.executable, "-m", "xinqiao.project.cli", "simulate", str(folder)]
    return [Part("city", [*program, "--tick", str(DEMO_CASE_EVERY), "--speed", str(DEMO_SPEED)])]
