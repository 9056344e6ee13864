import sys
from typing import Any

from django.core.management.base import BaseCommand

from xinqiao.project.health import State, examine


class Command(BaseCommand):
    help = "Look at everything the platform needs, and say what to do. Exits 1 when something fails."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        worst_is_failure = False
        for finding in examine():
            advice = f"  -> {finding.advice}" if finding.advice and finding.state is not State.OK else ""
            self.stdout.write(f"{finding.state:<5} {finding.what:<15} {finding.detail}{advice}")
            worst_is_failure |= finding.state is State.FAIL
        sys.exit(1 if worst_is_failure else 0)
