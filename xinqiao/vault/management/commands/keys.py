"""`xinqiao keys status|new|rotate|renew|retire`: the keys of citizens' data, changed while the platform goes on."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xinqiao.vault import turning
from xinqiao.vault.columns import used
from xinqiao.vault.errors import VaultError
from xinqiao.vault.keys import PURPOSES, keyring
from xinqiao.vault.renewing import renew

PROGRESS_SECONDS = 2
VERBS = {
    "status": "all keys, and how many values carry each",
    "new": "put a fresh key beside the others; copy the file to every machine before it is made current",
    "rotate": "make the key of `new` current (or a fresh one) and renew what is there",
    "renew": "bring what is there under the current keys; goes on where a rotation was cut off",
    "retire": "take a key away that nothing carries any more",
}


class Command(BaseCommand):
    help = "Rotate the keys of citizens' data: encryption, and the index by which numbers and names are found."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        for verb, does in VERBS.items():
            one = verbs.add_parser(verb, help=does, description=does)
            if verb in ("new", "rotate", "retire"):
                one.add_argument("purpose", choices=PURPOSES)
            if verb in ("new", "rotate"):
                one.add_argument("--algorithm", default="", help="AES-256-GCM or SM4-GCM; as before if not named")
            if verb == "retire":
                one.add_argument("key", help="its id, from `keys status`")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            getattr(self, f"_{verb}")(options)
        except (VaultError, ValueError) as error:
            raise CommandError(str(error)) from error

    def _status(self, options: dict[str, Any]) -> None:
        for purpose in PURPOSES:
            keys, carried = getattr(keyring(), purpose), used(purpose)
            for key_id in [*keys.by_id, *sorted(carried.keys() - keys.by_id.keys())]:
                key = keys.by_id.get(key_id)
                state = "MISSING" if key is None else "current" if key == keys.current else "kept"
                algorithm = key.algorithm if key else "?"
                self.stdout.write(f"{purpose:<10} {key_id:<8} {algorithm:<11} {state:<7} {carried[key_id]} values")

    def _new(self, options: dict[str, Any]) -> None:
        key_id = turning.add(options["purpose"], options["algorithm"])
        self.stdout.write(f"{key_id} is in the keyring; `xinqiao keys rotate {options['purpose']}` makes it current")

    def _rotate(self, options: dict[str, Any]) -> None:
        purpose = options["purpose"]
        key_id = turning.spare(purpose)
        if key_id is None or options["algorithm"]:
            key_id = turning.add(purpose, options["algorithm"])
        turning.turn(purpose, key_id, now=timezone.now())
        self.stdout.write(f"{key_id} is the current {purpose} key")
        self._renew(options)

    def _renew(self, options: dict[str, Any]) -> None:
        total, told_at = 0, time.monotonic()
        for count in renew():
            total += count
            if time.monotonic() - told_at > PROGRESS_SECONDS:
                self.stderr.write(f"  {total} rows …")
                told_at = time.monotonic()
        self.stdout.write(f"{total} rows renewed; everything is under the current keys. Now make a backup")

    def _retire(self, options: dict[str, Any]) -> None:
        purpose, key_id = options["purpose"], options["key"]
        turning.retire(purpose, key_id, used=used(purpose)[key_id], now=timezone.now())
        self.stdout.write(f"{key_id} is gone; backups of before bring their own keyring")
