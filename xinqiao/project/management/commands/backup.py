from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xinqiao.project import archive, fingerprint, pgtools, places, seals
from xinqiao.project.postgres import PostgresError
from xinqiao.vault.errors import VaultError


class Command(BaseCommand):
    help = "Write database, files, recordings and keys into one file, with a manifest to check it by."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["file"].absolute()
        if not target.parent.is_dir():
            raise CommandError(f"{target.parent} is not a directory: make it first")
        try:
            manifest = back_up(target)
        except (archive.ArchiveError, PostgresError, VaultError, OSError) as error:
            raise CommandError(f"no backup was made: {error}") from error
        rows = sum(content.rows for content in manifest.tables.values())
        size = target.stat().st_size / 1e6
        self.stdout.write(
            f"{target}: {len(manifest.tables)} tables, {rows} rows, {len(manifest.members) - 1} files, {size:.1f} MB"
        )


def back_up(target: Path) -> archive.Manifest:
    """Write the archive; dump and figures see the same moment of the database. What it holds is returned."""
    seals.require_keys()
    with pgtools.connect(autocommit=False) as server, TemporaryDirectory(dir=target.parent) as workplace:
        server.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = server.execute("SELECT pg_export_snapshot()").fetchone()
        assert snapshot  # noqa: S101 - the function always returns a row
        dump = Path(workplace) / archive.DUMP
        pgtools.dump(server, snapshot[0], dump)
        tables = fingerprint.of_database(server)
        with archive.being_written(target) as tar:
            members = {archive.DUMP: archive.add_file(tar, dump, archive.DUMP)}
            for folder in archive.FOLDERS:
                members |= archive.add_folder(tar, places.data_dir() / folder)
            version = server.info.server_version // 10000
            made_at = datetime.now(UTC).isoformat()
            manifest = archive.Manifest(archive.FORMAT, made_at, version, tables, members)
            archive.add_manifest(tar, manifest)
    return manifest
