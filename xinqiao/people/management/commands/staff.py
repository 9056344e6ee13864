"""`xinqiao staff add|list|password|unlock|second-factor|leave|import`: the people who may sign in."""

import csv
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from xinqiao.people import actions, importing
from xinqiao.people.models import Post, Role, Staff, Unit

VERBS = {
    "password": "make a new initial password; all sessions end",
    "unlock": "let the account try passwords and codes again",
    "second-factor": "take the second factor away (a lost phone); all sessions end",
    "leave": "end all access: sign-in, sessions, tokens",
}


class Command(BaseCommand):
    help = "Add staff to a unit in a role, list them, give a new password, unlock, end a person's access."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="add a person, or give a known one another post")
        add.add_argument("username")
        add.add_argument("--name", help="the person's name (needed for a new person)")
        add.add_argument("--unit", required=True, help="code of the unit")
        add.add_argument("--role", required=True, help="code of the role")
        verbs.add_parser("list", help="all staff with their posts")
        for verb, does in VERBS.items():
            verbs.add_parser(verb, help=does).add_argument("username")
        many = verbs.add_parser("import", help="people and posts from a CSV file: username, name, unit, role")
        many.add_argument("file", type=Path)
        many.add_argument("--passwords", type=Path, help="a new file for the initial passwords, readable by you alone")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        getattr(self, f"_{verb.replace('-', '_')}")(options)

    def _add(self, options: dict[str, Any]) -> None:
        unit = _found(Unit, options["unit"])
        role = _found(Role, options["role"])
        staff = Staff.objects.filter(username=options["username"]).first()
        if staff is None:
            staff = self._new(options, unit, role)
        elif not actions.give_post(staff, unit, role, by=None):
            self.stdout.write(f"{staff.username}: {role.name} · {unit.name} (already)")
            return
        self.stdout.write(f"{staff.username}: {role.name} · {unit.name}")

    def _new(self, options: dict[str, Any], unit: Unit, role: Role) -> Staff:
        username, name = options["username"], options["name"]
        if not name:
            raise CommandError(f"no staff named {username}; give --name to add this person")
        if max(len(username), len(name)) > importing.LONGEST:
            raise CommandError(f"user name and name have at most {importing.LONGEST} characters; nobody was added")
        staff, password = actions.add_person(username, name, [(unit, role)], by=None, now=timezone.now())
        self._tell(password)
        return staff

    def _password(self, options: dict[str, Any]) -> None:
        staff = _person(options["username"])
        renew = actions.reset_password if staff.is_active else actions.come_back
        self._tell(renew(staff, by=None, now=timezone.now()))

    def _tell(self, password: str) -> None:
        self.stdout.write(f"initial password (shown once; to be changed at the first sign-in): {password}")

    def _unlock(self, options: dict[str, Any]) -> None:
        staff = _person(options["username"])
        actions.unlock(staff, by=None)
        self.stdout.write(f"{staff.username} may try again")

    def _second_factor(self, options: dict[str, Any]) -> None:
        staff = _person(options["username"])
        actions.reset_second_factor(staff, by=None)
        self.stdout.write(f"{staff.username} has no second factor any more")

    def _leave(self, options: dict[str, Any]) -> None:
        staff = _person(options["username"])
        revoked = actions.leave(staff, by=None, now=timezone.now())
        self.stdout.write(f"{staff.username} has left; {revoked} tokens revoked")

    def _list(self, options: dict[str, Any]) -> None:
        for post in Post.objects.select_related("staff", "unit", "role").order_by("staff__username"):
            state = "" if post.staff.is_active else "\t(left)"
            self.stdout.write(f"{post.staff.username}\t{post.staff.name}\t{post.role.name}\t{post.unit.name}{state}")

    def _import(self, options: dict[str, Any]) -> None:
        """The passwords are written before the rows are committed: nobody is added whose password is lost."""
        try:
            rows = importing.read(options["file"])
        except importing.BadFile as error:
            raise CommandError(f"{options['file']}: nothing was applied\n{error}") from error
        with transaction.atomic():
            imported = importing.apply(rows, now=timezone.now())
            if imported.passwords:
                _write(options["passwords"], imported.passwords)
        told = f"{len(imported.passwords)} people and {imported.posts} posts are new"
        self.stdout.write(f"{told}; initial passwords in {options['passwords']}" if imported.passwords else told)


def _write(path: Path | None, passwords: dict[str, str]) -> None:
    if path is None:
        raise CommandError("the file adds people: name a new file for their initial passwords with --passwords FILE")
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}; nothing was applied. Name a file that is not there") from error
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("username", "password"), *passwords.items()])
        file.flush()
        os.fsync(file.fileno())


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
