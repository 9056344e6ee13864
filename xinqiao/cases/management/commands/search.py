"""`xinqiao search status|refresh|rebuild`: what the search for words looks at."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from xinqiao.cases.search import index


class Command(BaseCommand):
    help = "How far the search for words is behind; read what is new now; read everything anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["status", "refresh", "rebuild"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        if action == "rebuild":
            index.start_anew()
        if action != "status":
            self.stdout.write(_("已读取 %d 条事件。") % index.follow())
        self.stdout.write(_("落后 %d 秒。") % index.behind())
