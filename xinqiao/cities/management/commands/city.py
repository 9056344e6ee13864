"""`xinqiao city plan DIR` shows what a city folder would change, `city apply DIR` changes it, `city export DIR` writes
the folder back."""

from argparse import ArgumentParser
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from xinqiao.cities.apply import apply, counts
from xinqiao.cities.export import export
from xinqiao.cities.faults import CityError
from xinqiao.cities.plan import Change, in_hand, plan
from xinqiao.cities.read import read_city
from xinqiao.cities.tables import SETTINGS
from xinqiao.people.models import Platform

CHANGES_WAIT = 2


class Command(BaseCommand):
    """`plan` ends with 0 when nothing would change, with 2 when something would; 1 is a bad folder."""

    help = "Compare a city folder with the database (plan), make the database follow it (apply), or write it (export)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["plan", "apply", "export"])
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, action: str, folder: Path, **options: Any) -> None:
        if action == "export":
            self._export(folder)
            return
        try:
            city = read_city(folder)
            changes = apply(city) if action == "apply" else plan(city)
        except CityError as bad:
            last = _("%d 处错误，什么都没有改。") % len(bad.faults)
            raise CommandError(f"{bad}\n{last}") from None
        self._tell(changes, quiet=action == "apply")
        if action == "plan" and changes:
            raise SystemExit(CHANGES_WAIT)

    def _export(self, folder: Path) -> None:
        """The names of the files that changed, each on a line."""
        if not Platform.objects.exists():
            raise CommandError(_("还没有应用过城市配置，没有可写的内容。"))
        files = export(folder)
        for file in files:
            self.stdout.write(file)
        if SETTINGS in files:
            self.stdout.write(_("city.toml 重新写过，其中的注释没有保留。"))
        if not files:
            self.stdout.write(_("没有变化。"))

    def _tell(self, changes: list[Change], quiet: bool) -> None:
        """Every change when planned, counts by file when applied."""
        if not changes:
            self.stdout.write(_("没有变化。"))
            return
        for change in changes if not quiet else ():
            self.stdout.write(str(change))
        for line in _summary(changes):
            self.stdout.write(line)
        cases, tasks = in_hand()
        told = _(
            "在办诉求 %(cases)d 件不动：已派出的 %(tasks)d 个任务保持原来的单位和到期时刻，新规则只对此后的派单生效。"
        )
        self.stdout.write(told % {"cases": cases, "tasks": tasks})


def _summary(changes: Iterable[Change]) -> Iterable[str]:
    for table, rows in groupby(changes, key=lambda change: change.table):
        yield f"{table.file} {table.title}: {counts(rows)}"
