from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from psycopg import sql

from xinqiao.project import archive, aside, fingerprint, pgtools, places, preparation, shelf
from xinqiao.project.archive import Manifest
from xinqiao.project.envelope import EnvelopeError
from xinqiao.project.postgres import PostgresError


class Command(BaseCommand):
    help = "Bring back a backup: check it, restore it, compare every table and file with its manifest."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        shelf.add_passphrase_option(parser)
        parser.add_argument("--yes", action="store_true", help="replace what the database holds now")

    def handle(self, *args: Any, **options: Any) -> None:
        data = places.data_dir()
        connections.close_all()
        try:
            passphrase = shelf.passphrase(options["passphrase_file"])
            with preparation.only_one(data):
                self._recover(data)
                manifest = archive.check(options["file"], passphrase)
                restore(options["file"], manifest, data, replace=options["yes"], passphrase=passphrase)
        except (EnvelopeError, archive.ArchiveError, PostgresError, psycopg.Error, OSError) as error:
            raise CommandError(f"nothing was restored: {str(error).splitlines()[0]}") from error
        rows = sum(content.rows for content in manifest.tables.values())
        self.stdout.write(f"equal: {len(manifest.tables)} tables, {rows} rows, {len(manifest.members) - 1} files")

    def _recover(self, data: Path) -> None:
        with pgtools.connect(autocommit=True) as server:
            if aside.recover_interrupted_restore(server, data):
                self.stderr.write(aside.TOLD)


def restore(path: Path, manifest: Manifest, data: Path, *, replace: bool, passphrase: str = "") -> None:
    """Replace database and folders by the archive's; on any failure what was there is there again."""
    with pgtools.connect(autocommit=True) as server:
        _refuse_older_server(server, manifest)
        _refuse_what_is_there(server, replace=replace)
        workplace = aside.make_workplace(data)
        aside.set_database_aside(server)
        try:
            archive.unpack(path, workplace, passphrase)
            pgtools.restore(server, workplace / archive.DUMP)
            _forget_transactions()
            _require_equal(server, manifest)
            aside.swap_folders(workplace, data)
        except BaseException:
            aside.put_back(server, data)
            raise
        aside.finish(server, data)


def _refuse_older_server(server: psycopg.Connection, manifest: Manifest) -> None:
    version = server.info.server_version // 10000
    if version < manifest.server:
        raise PostgresError(f"the backup is of PostgreSQL {manifest.server}, this server is {version}: use a newer one")


def _refuse_what_is_there(server: psycopg.Connection, *, replace: bool) -> None:
    if server.execute(fingerprint.TABLES).fetchall() and not replace:
        raise PostgresError("the database is not empty; --yes replaces everything in it")


def _forget_transactions() -> None:
    """Events carry the transaction number of the cluster that wrote them, figures and the search the one up to which they
    followed the events; here those numbers mean nothing."""
    with pgtools.connect_as_superuser() as server:
        known = [(table, column) for table, column in sorted(fingerprint.LEFT_OUT) if _is_there(server, table)]
        if not known:
            return
        try:
            server.execute("SET session_replication_role = replica")  # the trigger that keeps events as they are
        except psycopg.errors.InsufficientPrivilege:
            raise PostgresError(
                "the database role may not set session_replication_role; as the server's superuser run: "
                f"GRANT SET ON PARAMETER session_replication_role TO {server.info.user}"
            ) from None
        for table, column in known:
            server.execute(sql.SQL("UPDATE public.{} SET {} = 0").format(sql.Identifier(table), sql.Identifier(column)))
        server.commit()


def _is_there(server: psycopg.Connection, table: str) -> bool:
    return server.execute("SELECT to_regclass(%s)", [f"public.{table}"]).fetchone() != (None,)


def _require_equal(server: psycopg.Connection, manifest: Manifest) -> None:
    if lines := list(fingerprint.differences(manifest.tables, fingerprint.of_database(server))):
        raise PostgresError("the restored database differs from the backup: " + "; ".join(lines[:5]))
