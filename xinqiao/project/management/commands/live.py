from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from granian.constants import Interfaces

from xinqiao.project.serving import serve


class Command(BaseCommand):
    help = "Serve the live stream: one process, one LISTEN connection, many browsers."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=12346)

    def handle(self, *args: Any, **options: Any) -> None:
        serve(
            "xinqiao.project.asgi:application",
            name="live",
            interface=Interfaces.ASGINL,
            host=options["host"],
            port=options["port"],
            workers=1,
        )
