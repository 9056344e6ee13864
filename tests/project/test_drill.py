"""The drill: a backup that was really restored, compared and checked; and what keeps of backups."""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from xinqiao.project import shelf
from xinqiao.project.embedded import Embedded

Run = Callable[..., subprocess.CompletedProcess[str]]
CONTENT = "照片".encode()
NAME = sha256(CONTENT).hexdigest()


@pytest.fixture
def shelf_of(place: Path) -> Path:
    (place / "backups").mkdir()
    return place / "backups"


@pytest.fixture
def photographed(migrated: Path, database: Embedded) -> Path:
    """A platform whose database knows one attachment, which is there."""
    path = migrated / "files" / NAME[:2] / NAME[2:4] / NAME
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    with database.attached(), database.connect() as server:
        server.execute(
            "INSERT INTO files_storedfile (sha256, name, size, media_type, kept_at) VALUES (%s, '', 6, 'image/png', now())",
            [NAME],
        )
    return migrated


def doctor(xinqiao: Run, what: str) -> dict[str, str]:
    return next(one for one in json.loads(xinqiao("doctor", "--json").stdout) if one["what"] == what)


def test_the_newest_backup_is_restored_and_found_equal(xinqiao: Run, photographed: Path, shelf_of: Path, place: Path):
    phrase = place / "phrase"
    phrase.write_text("the passphrase of the test\n")
    phrase.chmod(0o600)
    made = xinqiao("backup", shelf_of, "--passphrase-file", phrase)
    assert made.returncode == 0, made.stderr
    [backup] = shelf.backups(shelf_of)
    assert b"keyring" not in backup.read_bytes()
    assert "under a passphrase" in xinqiao("drill").stderr
    assert doctor(xinqiao, "drill")["state"] == "fail"

    done = xinqiao("drill", shelf_of, "--passphrase-file", phrase, "--scratch", place)
    assert done.returncode == 0, done.stderr
    assert "equal: " in done.stdout
    assert "0 faults" in done.stdout
    assert "1 attachments there" in done.stdout
    assert doctor(xinqiao, "drill")["state"] == doctor(xinqiao, "backup")["state"] == "ok"
    assert list(place.glob("xinqiao-drill-*")) == []


def test_an_attachment_that_no_backup_holds_is_found(xinqiao: Run, photographed: Path, shelf_of: Path, place: Path):
    (photographed / "files" / NAME[:2] / NAME[2:4] / NAME).unlink()
    assert xinqiao("backup", shelf_of).returncode == 0
    done = xinqiao("drill", "--scratch", place)
    assert done.returncode == 1
    assert f"1 of 1 attachments are not in the backup, the first is {NAME}" in done.stderr


def test_only_the_newest_are_kept_and_nothing_else_is_touched(xinqiao: Run, migrated: Path, shelf_of: Path):
    for day in (1, 2, 3):
        (shelf_of / shelf.name(datetime(2026, 1, day, tzinfo=UTC))).write_bytes(b"old")
    (shelf_of / "xinqiao-notes.tar").write_bytes(b"not ours")
    done = xinqiao("backup", shelf_of, "--keep", "2")
    assert done.returncode == 0, done.stderr
    newest, *_ = reversed(shelf.backups(shelf_of))
    assert shelf.backups(shelf_of) == [shelf_of / shelf.name(datetime(2026, 1, 3, tzinfo=UTC)), newest]
    assert (shelf_of / "xinqiao-notes.tar").exists()


def test_when_a_backup_fails_no_older_one_is_removed(xinqiao: Run, migrated: Path, shelf_of: Path, place: Path):
    old = shelf_of / shelf.name(datetime(2026, 1, 1, tzinfo=UTC))
    old.write_bytes(b"old")
    assert xinqiao("backup", shelf_of, "--keep", "1", "--passphrase-file", place / "nowhere").returncode == 1
    assert shelf.backups(shelf_of) == [old]


def test_without_any_backup_the_drill_says_what_to_do(xinqiao: Run, migrated: Path, shelf_of: Path):
    assert "run xinqiao backup DIR first" in xinqiao("drill").stderr
    assert "no backup in" in xinqiao("drill", shelf_of).stderr
