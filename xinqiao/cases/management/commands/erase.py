"""`xinqiao erase NUMBER…` or `--person`: take a citizen's data out of his cases, for good."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xinqiao.cases import erasure
from xinqiao.cases.models import Case
from xinqiao.text.phone import NotAPhone, normalise


class Command(BaseCommand):
    help = "Erase a citizen's name, number, address, words and files from cases that are over. There is no way back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("numbers", nargs="*", metavar="NUMBER", help="numbers of cases")
        parser.add_argument("--person", action="store_true", help="all cases of a phone number, which is asked for")
        parser.add_argument("--reason", required=True, help="who asked for it; stays in the access log")
        parser.add_argument("--yes", action="store_true", help="do not ask again")

    def handle(self, *args: Any, **options: Any) -> None:
        cases = self._of_person() if options["person"] else self._numbered(options["numbers"])
        self.stdout.write(f"{len(cases)} cases: {', '.join(case.number for case in cases)}")
        if not options["yes"] and input("erase their personal data for good? [yes/no] ") != "yes":
            raise CommandError("nothing was erased")
        kept = 0
        for case in cases:
            try:
                gone = erasure.erase(case, reason=options["reason"], by=None, now=timezone.now())
            except erasure.StillNeeded as error:
                kept += 1
                self.stderr.write(str(error))
            else:
                self.stdout.write(f"{case.number}: {gone.texts} texts and {gone.files} files erased")
        if kept:
            raise CommandError(f"{kept} cases are not over yet and were left as they are: see above")

    def _of_person(self) -> list[Case]:
        """The number is typed here: a command line is kept in histories and seen by others."""
        try:
            cases = list(erasure.of_person(normalise(input("phone number of the citizen: "))))
        except NotAPhone as error:
            raise CommandError(str(error)) from error
        if not cases:
            raise CommandError("no case came from this number")
        return cases

    def _numbered(self, numbers: list[str]) -> list[Case]:
        found = {case.number: case for case in Case.objects.filter(number__in=numbers)}
        unknown = [number for number in numbers if number not in found]
        if unknown or not numbers:
            raise CommandError(f"no case {', '.join(unknown)}" if unknown else "name cases by number, or use --person")
        return [found[number] for number in numbers]
