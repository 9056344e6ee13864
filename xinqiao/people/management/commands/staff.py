"""`xinqiao staff add|list|password|leave`: the people who may sign in."""

import getpass
import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xinqiao.people import audit, tokens
from xinqiao.people.models import Post, Role, Staff, Unit


class Command(BaseCommand):
    help = "Add staff to a unit in a role, list them, give a new password, end a person's access."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="add a person, or give a known one another post")
        add.add_argument("username")
        add.add_argument("--name", help="the person's name (needed for a new person)")
        add.add_argument("--unit", required=True, help="code of the unit")
        add.add_argument("--role", required=True, help="code of the role")
        add.add_argument("--ask-password", action="store_true", help="ask for the password instead of making one")
        verbs.add_parser("list", help="all staff with their posts")
        for verb, does in (("password", "make a new password"), ("leave", "end all access: sign-in, sessions, tokens")):
            verbs.add_parser(verb, help=does).add_argument("username")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        getattr(self, f"_{verb}")(options)

    def _add(self, options: dict[str, Any]) -> None:
        unit = _found(Unit, options["unit"])
        role = _found(Role, options["role"])
        staff = Staff.objects.filter(username=options["username"]).first() or self._new(options)
        _post, new = Post.objects.get_or_create(staff=staff, unit=unit, role=role)
        self.stdout.write(f"{staff.username}: {role.name} · {unit.name}{'' if new else ' (already)'}")

    def _new(self, options: dict[str, Any]) -> Staff:
        if not options["name"]:
            raise CommandError(f"no staff named {options['username']}; give --name to add this person")
        password = getpass.getpass() if options["ask_password"] else secrets.token_urlsafe(12)
        if not password:
            raise CommandError("the password is empty; nobody was added")
        staff = Staff(username=options["username"], name=options["name"])
        staff.set_password(password)
        staff.save()
        if not options["ask_password"]:
            self.stdout.write(f"initial password (shown once): {password}")
        return staff

    def _password(self, options: dict[str, Any]) -> None:
        staff = _person(options["username"])
        password = secrets.token_urlsafe(12)
        staff.set_password(password)
        staff.save(update_fields=["password"])
        audit.note(what="password_reset", by=None, subject=staff.username)
        self.stdout.write(f"new password (shown once): {password}")

    def _leave(self, options: dict[str, Any]) -> None:
        """A session of somebody who left ends by itself: sign-in looks at `is_active` on every request."""
        staff = _person(options["username"])
        staff.is_active = False
        staff.save(update_fields=["is_active"])
        revoked = tokens.revoke(staff.tokens.all(), now=timezone.now())
        audit.note(what="left", by=None, subject=staff.username)
        self.stdout.write(f"{staff.username} has left; {revoked} tokens revoked")

    def _list(self, options: dict[str, Any]) -> None:
        for post in Post.objects.select_related("staff", "unit", "role").order_by("staff__username"):
            self.stdout.write(f"{post.staff.username}\t{post.staff.name}\t{post.role.name}\t{post.unit.name}")


def _person(username: str) -> Staff:
    staff = Staff.objects.filter(username=username).first()
    if staff is None:
        raise CommandError(f"no staff named {username}; see `xinqiao staff list`")
    return staff


def _found(model: type[Unit] | type[Role], code: str) -> Any:
    try:
        return model._default_manager.get(code=code)
    except model.DoesNotExist:
        known = ", ".join(model._default_manager.values_list("code", flat=True)[:20])
        raise CommandError(f"no {model._meta.verbose_name} with code {code}; known: {known}") from None
