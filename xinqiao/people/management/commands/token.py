"""`xinqiao token issue|list|revoke`: keys for the API."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xinqiao.people import audit, tokens
from xinqiao.people.models import Staff, Token


class Command(BaseCommand):
    help = "Issue an API token for a staff member (it has that person's rights and is shown once), list or revoke them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        issue = verbs.add_parser("issue", help="make a token")
        issue.add_argument("username")
        issue.add_argument("name", help="what the token is for")
        issue.add_argument("--days", type=int, help="valid for so many days (default: until revoked)")
        verbs.add_parser("list", help="all tokens that are not revoked")
        verbs.add_parser("revoke", help="end a token at once").add_argument("id", type=int, help="from `token list`")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        getattr(self, f"_{verb}")(options)

    def _issue(self, options: dict[str, Any]) -> None:
        staff = Staff.objects.filter(username=options["username"], is_active=True).first()
        if staff is None:
            raise CommandError(f"no active staff named {options['username']}; see `xinqiao staff list`")
        until = timezone.now() + timedelta(days=options["days"]) if options["days"] else None
        self.stdout.write(tokens.issue(staff=staff, name=options["name"], expires_at=until))

    def _list(self, options: dict[str, Any]) -> None:
        for token in Token.objects.filter(revoked_at=None).select_related("staff").order_by("pk"):
            until = f"until {token.expires_at:%Y-%m-%d}" if token.expires_at else "until revoked"
            self.stdout.write(f"{token.pk}\t{token.staff.username}\t{token.name}\t{until}")

    def _revoke(self, options: dict[str, Any]) -> None:
        if not tokens.revoke(Token.objects.filter(pk=options["id"]), now=timezone.now()):
            raise CommandError(f"no token {options['id']} to revoke; see `xinqiao token list`")
        audit.note(what="token_revoked", by=None, subject=str(options["id"]))
        self.stdout.write(f"token {options['id']} is revoked")
