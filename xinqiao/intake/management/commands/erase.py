"""`xinqiao erase NUMBER…` or `--person`: take a citizen's data out of his cases and calls, for good."""

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xinqiao.cases.erasure import StillNeeded, of_person
from xinqiao.cases.models import Case
from xinqiao.intake.erasing import erase, erase_calls
from xinqiao.telephony.callers import of_number
from xinqiao.text.phone import NotAPhone, normalise


class Command(BaseCommand):
    help = "Erase a citizen's name, number, address, words and files from cases that are over. There is no way back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("numbers", nargs="*", metavar="NUMBER", help="numbers of cases")
        parser.add_argument("--person", action="store_true", help="all cases and calls of a number that is asked for")
        parser.add_argument("--reason", required=True, help="who asked for it; stays in the access log")
        parser.add_argument("--yes", action="store_true", help="do not ask again")

    def handle(self, *args: Any, **options: Any) -> None:
        phone = _asked_number() if options["person"] else ""
        cases = list(of_person(phone)) if phone else _numbered(options["numbers"])
        calls = of_number(phone).count() if phone else 0
        if not (cases or calls):
            raise CommandError("no case and no call came from this number")
        told = f", and {calls} calls" if phone else ""
        self.stdout.write(f"{len(cases)} cases: {', '.join(case.number for case in cases)}{told}")
        if not options["yes"] and input("erase their personal data for good? [yes/no] ") != "yes":
            raise CommandError("nothing was erased")
        kept = self._erase(cases, options["reason"])
        if phone:
            self.stdout.write(f"the number went out of {erase_calls(phone, but_of=kept)} calls more")
        if kept:
            raise CommandError(f"{len(kept)} cases are not over yet and were left as they are: see above")

    def _erase(self, cases: Iterable[Case], reason: str) -> list[Case]:
        """Returns those that are still needed."""
        kept = []
        for case in cases:
            try:
                gone = erase(case, reason=reason, by=None, now=timezone.now())
            except StillNeeded as error:
                kept.append(case)
                self.stderr.write(str(error))
            else:
                self.stdout.write(f"{case.number}: {gone.texts} texts and {gone.files} files erased")
        return kept


def _asked_number() -> str:
    """The number is typed here: a command line is kept in histories and seen by others."""
    try:
        return normalise(input("phone number of the citizen: "))
    except NotAPhone as error:
        raise CommandError(str(error)) from error


def _numbered(numbers: list[str]) -> list[Case]:
    found = {case.number: case for case in Case.objects.filter(number__in=numbers)}
    unknown = [number for number in numbers if number not in found]
    if unknown or not numbers:
        raise CommandError(f"no case {', '.join(unknown)}" if unknown else "name cases by number, or use --person")
    return [found[number] for number in numbers]
