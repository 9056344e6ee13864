from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate

from xinqiao.project import aside, pgtools, seals
from xinqiao.vault.errors import KeyringUnusable


class Command(Migrate):
    """Django's own, for an installation: never beside an interrupted restore, and a new one gets its keyring."""

    def handle(self, *args: Any, **options: Any) -> None:
        with pgtools.connect() as server:
            if aside.is_unfinished(server):
                raise CommandError("a restore was interrupted here: run `xinqiao up`, or `xinqiao restore` once more")
        super().handle(*args, **options)
        if options["check_unapplied"] or options["plan"]:
            return
        try:
            seals.prepare_keyring()
        except KeyringUnusable as error:
            raise CommandError(str(error)) from error
