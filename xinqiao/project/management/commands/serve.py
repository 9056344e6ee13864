from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from granian.constants import Interfaces

from xinqiao.project.serving import serve


class Command(BaseCommand):
    help = "Serve the pages and the API."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=12345)
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        serve(
            "xinqiao.project.wsgi:application",
            name="serve",
            interface=Interfaces.WSGI,
            host=options["host"],
            port=options["port"],
            workers=options["workers"],
        )
