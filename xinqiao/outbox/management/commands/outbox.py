from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from xinqiao.outbox.models import Row


class Command(BaseCommand):
    help = "Show the parked rows: what failed to follow a move; release them once the cause is mended."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        todo = parser.add_subparsers(dest="todo", required=True, metavar="list|retry")
        todo.add_parser("list", help="the parked rows, oldest first")
        retry = todo.add_parser("retry", help="let the worker try parked rows again")
        retry.add_argument("id", type=int, nargs="*", help="rows as `list` names them (default: all that are parked)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["todo"] == "retry":
            self.stdout.write(f"{retry(options['id'])} released; the worker takes them up")
            return
        rows = Row.objects.filter(parked_at__isnull=False).order_by("id")
        for row in rows:
            self.stdout.write(f"{row.pk:>8} {row.subject} {row.verb}, {row.attempts} attempts: {row.error}")
        if not rows:
            self.stdout.write("no row is parked")


@transaction.atomic
def retry(ids: list[int]) -> int:
    """Release those parked rows, or all; how many. Raises CommandError for a number that is no parked row's."""
    parked = Row.objects.filter(parked_at__isnull=False)
    if ids:
        parked = parked.filter(pk__in=ids)
        if strangers := sorted(set(ids) - set(parked.values_list("pk", flat=True))):
            raise CommandError(f"not parked: {', '.join(map(str, strangers))}; see `xinqiao outbox list`")
    return parked.update(attempts=0, parked_at=None, next_at=timezone.now())
