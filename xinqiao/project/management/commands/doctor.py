import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from xinqiao.project.health.examination import examine
from xinqiao.project.health.finding import Finding, State


class Command(BaseCommand):
    help = "Look at everything the platform needs, and say what to do. Exits 1 when something fails."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON list, for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = list(examine()) if options["json"] else list(self._told(examine()))
        if options["json"]:
            self.stdout.write(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
        sys.exit(1 if any(finding.state is State.FAIL for finding in findings) else 0)

    def _told(self, findings: Iterable[Finding]) -> Iterable[Finding]:
        for finding in findings:
            advice = f"  -> {finding.advice}" if finding.advice else ""
            self.stdout.write(f"{finding.state:<5} {finding.what:<15} {finding.detail}{advice}")
            yield finding
