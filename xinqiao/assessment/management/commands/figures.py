"""`xinqiao figures` shows them; `figures refresh` counts what is stale; `figures verify` compares rollup and facts."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from xinqiao.assessment import rollup, stale
from xinqiao.assessment.asking import QuestionForm
from xinqiao.assessment.figures import answer_to
from xinqiao.assessment.periods import end, parse
from xinqiao.assessment.printing import FORMATS
from xinqiao.assessment.questions import By
from xinqiao.assessment.verify import counted_days, differences, still, told

ASKED = ("since", "until", "by", "unit", "own", "level", "channel", "category", "case_type")


class Command(BaseCommand):
    """Verify ends with 1 when a number of the rollup is not what the facts say."""

    help = "Show the indicators of a period; refresh the daily rollup; verify it against the facts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", nargs="?", choices=["show", "refresh", "verify"], default="show")
        parser.add_argument("--period", help="2025-09-01, 2025-W36, 2025-09-上旬, 2025-09, 2025-Q3 or 2025")
        parser.add_argument("--since", help="first day; by default the last thirty days")
        parser.add_argument("--until", help="last day")
        parser.add_argument("--by", choices=[str(by) for by in By], help="divide the figures")
        parser.add_argument("--unit", help="code; with all that lies below it")
        parser.add_argument("--own", action="store_true", help="without what lies below")
        parser.add_argument("--level", help="1 to 4")
        parser.add_argument("--channel", help="code of a source")
        parser.add_argument("--category", help="code; with all that lies below it")
        parser.add_argument("--case-type")
        parser.add_argument("--format", choices=list(FORMATS), default="table")
        parser.add_argument("--month", help="verify, or count anew, only this month, as 2025-09")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        {"show": self._show, "refresh": self._refresh, "verify": self._verify}[action](options)

    def _show(self, options: dict[str, Any]) -> None:
        if options["period"]:
            options["since"], options["until"] = _days_of(options["period"], "--period")
        form = QuestionForm({name: options[name] for name in ASKED if options[name]})
        if not form.is_valid():
            told = (f"--{name.replace('_', '-')}: {' '.join(map(str, errors))}" for name, errors in form.errors.items())
            raise CommandError("\n".join(told))
        self.stdout.write(FORMATS[options["format"]](answer_to(form.question())), ending="")

    def _refresh(self, options: dict[str, Any]) -> None:
        if options["month"]:
            stale.mark(*_days_of(options["month"], "--month"))
        self.stdout.write(_("已重新统计 %d 天。") % rollup.refresh(now=timezone.now()))

    def _verify(self, options: dict[str, Any]) -> None:
        """In one view of the database: what is stale is counted first, so that only what is wrong differs."""
        asked = _days_of(options["month"], "--month") if options["month"] else None
        with still():
            rollup.refresh(now=timezone.now())
            days = asked or counted_days()
            found = list(differences(*days)) if days else []
        for line in told(found):
            self.stdout.write(line)
        if found:
            wrong = _("%d 个数与事实不符；运行 xinqiao figures refresh --month 月份 重新统计。")
            raise CommandError(wrong % len(found))
        self.stdout.write(_("全部相符：%s。") % (" — ".join(map(str, days)) if days else _("还没有数据")))


def _days_of(written: str, option: str) -> tuple[date, date]:
    try:
        span, day = parse(written)
    except ValueError:
        form = _("“%s”不是时段；写成 2025-09-01、2025-W36、2025-09-上旬、2025-09、2025-Q3 或 2025")
        raise CommandError(f"{option}: {form % written}") from None
    return day, end(span, day)
