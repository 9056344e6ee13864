from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xinqiao.project import archive, fingerprint, pgtools, places, records, seals, shelf
from xinqiao.project.envelope import EnvelopeError
from xinqiao.project.postgres import PostgresError
from xinqiao.vault.errors import VaultError


class Command(BaseCommand):
    help = "Write database, files, recordings and keys into one file, with a manifest to check it by."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, help="the file; in a directory it gets the moment as its name")
        parser.add_argument("--keep", type=int, metavar="N", help="afterwards leave the newest N in the directory")
        shelf.add_passphrase_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        chosen: Path = options["target"].absolute()
        if options["keep"] is not None and (options["keep"] < 1 or not chosen.is_dir()):
            raise CommandError("--keep N wants a directory as the target, and at least 1")
        target = chosen / shelf.name(datetime.now(UTC)) if chosen.is_dir() else chosen
        if not target.parent.is_dir():
            raise CommandError(f"{target.parent} is not a directory: make it first")
        try:
            manifest = back_up(target, shelf.passphrase(options["passphrase_file"]))
        except (EnvelopeError, archive.ArchiveError, PostgresError, VaultError, OSError) as error:
            raise CommandError(f"no backup was made: {error}") from error
        self._tell(target, manifest)
        for old in shelf.prune(chosen, options["keep"]) if options["keep"] else ():
            self.stdout.write(f"removed {old}")

    def _tell(self, target: Path, manifest: archive.Manifest) -> None:
        rows = sum(content.rows for content in manifest.tables.values())
        size, files = target.stat().st_size, len(manifest.members) - 1
        records.remember("backup", file=str(target), bytes=size, rows=rows, files=files)
        self.stdout.write(f"{target}: {len(manifest.tables)} tables, {rows} rows, {files} files, {size / 1e6:.1f} MB")


def back_up(target: Path, passphrase: str = "") -> archive.Manifest:
    """Write the archive; dump and figures see the same moment of the database. What it holds is returned."""
    seals.require_keys()
    # The dump itself is not sealed: under a passphrase it does not touch the place of the backups.
    beside = places.data_dir() if passphrase else target.parent
    with pgtools.connect(autocommit=False) as server, TemporaryDirectory(dir=beside, prefix="dump-") as workplace:
        server.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = server.execute("SELECT pg_export_snapshot()").fetchone()
        assert snapshot  # noqa: S101 - the function always returns a row
        dump = Path(workplace) / archive.DUMP
        pgtools.dump(server, snapshot[0], dump)
        tables = fingerprint.of_database(server)
        with archive.being_written(target, passphrase) as tar:
            members = {archive.DUMP: archive.add_file(tar, dump, archive.DUMP)}
            for folder in archive.FOLDERS:
                members |= archive.add_folder(tar, places.data_dir() / folder)
            version = server.info.server_version // 10000
            made_at = datetime.now(UTC).isoformat()
            manifest = archive.Manifest(archive.FORMAT, made_at, version, tables, members)
            archive.add_manifest(tar, manifest)
    return manifest
