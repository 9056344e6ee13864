"""Backup, loss, restore: equal by count and hash, files and keys included; a bad backup changes nothing."""

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from xinqiao.project import archive
from xinqiao.project.embedded import Embedded
from xinqiao.project.fingerprint import Content

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def platform(migrated: Path, database: Embedded) -> Embedded:
    """A platform with a few rows, an attachment, a recording and its keys."""
    say(database, "CREATE TABLE memory (id int PRIMARY KEY, word text, at timestamptz DEFAULT now())")
    say(database, "INSERT INTO memory SELECT n, '供热' || n FROM generate_series(1, 500) n")
    for name in ("files/照片 1.jpg", "recordings/2026/11/22/a.wav"):
        path = database.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode() * 1000)
    return database


def say(database: Embedded, statement: str) -> list[tuple[object, ...]]:
    with database.attached(), database.connect() as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_after_a_loss_the_restored_platform_is_equal(xinqiao: Run, platform: Embedded, place: Path) -> None:
    backup = place / "backup.tar"
    made = xinqiao("backup", backup)
    assert made.returncode == 0, made.stderr
    assert backup.stat().st_mode & 0o777 == 0o600
    key = (platform.data / "keys" / "django").read_bytes()
    before = say(platform, "SELECT * FROM memory ORDER BY id")
    shutil.rmtree(platform.data)

    restored = xinqiao("restore", backup)
    assert restored.stdout.startswith("equal: "), restored.stderr
    assert say(platform, "SELECT * FROM memory ORDER BY id") == before
    assert (platform.data / "files/照片 1.jpg").read_bytes() == "files/照片 1.jpg".encode() * 1000
    assert (platform.data / "recordings/2026/11/22/a.wav").exists()
    assert (platform.data / "keys" / "django").read_bytes() == key
    assert (platform.data / "keys" / "django").stat().st_mode & 0o077 == 0
    assert xinqiao("migrate", "--check").returncode == 0


def test_a_restored_platform_can_be_backed_up_and_restored_again(xinqiao: Run, platform: Embedded, place: Path) -> None:
    for name in ("first.tar", "second.tar"):
        assert xinqiao("backup", place / name).returncode == 0
        assert xinqiao("restore", place / name, "--yes").stdout.startswith("equal: ")
    assert archive.check(place / "first.tar").tables == archive.check(place / "second.tar").tables


def test_what_is_there_is_not_replaced_without_being_told(xinqiao: Run, platform: Embedded, place: Path) -> None:
    xinqiao("backup", place / "backup.tar")
    say(platform, "DELETE FROM memory WHERE id > 1")
    done = xinqiao("restore", place / "backup.tar")
    assert done.returncode == 1
    assert "--yes" in done.stderr
    assert say(platform, "SELECT count(*) FROM memory") == [(1,)]


def test_a_damaged_backup_changes_nothing(xinqiao: Run, platform: Embedded, place: Path) -> None:
    backup = place / "backup.tar"
    xinqiao("backup", backup)
    with backup.open("r+b") as file:
        file.seek(5000)
        file.write(b"damage")
    done = xinqiao("restore", backup, "--yes")
    assert "database.dump is not what the manifest says" in done.stderr
    assert say(platform, "SELECT count(*) FROM memory") == [(500,)]


def test_a_backup_that_was_cut_off_is_refused(xinqiao: Run, platform: Embedded, place: Path) -> None:
    backup = place / "backup.tar"
    xinqiao("backup", backup)
    with backup.open("r+b") as file:
        file.truncate(backup.stat().st_size // 2)
    done = xinqiao("restore", backup, "--yes")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert say(platform, "SELECT count(*) FROM memory") == [(500,)]


def test_when_the_restored_rows_differ_what_was_there_comes_back(xinqiao: Run, platform: Embedded, place: Path) -> None:
    xinqiao("backup", place / "backup.tar")
    told = archive.check(place / "backup.tar")
    wrong = told.tables | {"memory": Content(499, told.tables["memory"].hash)}
    with tarfile.open(place / "backup.tar") as source, tarfile.open(place / "wrong.tar", "w") as target:
        for entry in source:
            if entry.name != archive.MANIFEST:
                target.addfile(entry, source.extractfile(entry))
        archive.add_manifest(target, archive.Manifest(1, told.made_at, told.server, wrong, told.members))
    say(platform, "INSERT INTO memory VALUES (501, '今天')")
    done = xinqiao("restore", place / "wrong.tar", "--yes")
    assert "table memory: 500 rows instead of 499" in done.stderr
    assert say(platform, "SELECT count(*) FROM memory") == [(501,)]
    assert (platform.data / "files/照片 1.jpg").exists()


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "files/../../outside"])  # noqa: S108
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo(name))
    with pytest.raises(archive.ArchiveError, match="no such thing"):
        archive.unpack(tmp_path / "evil.tar", tmp_path / "target")


def test_a_backup_that_fails_leaves_no_file_behind(xinqiao: Run, platform: Embedded, place: Path) -> None:
    (platform.data / "files" / "gone").mkdir()
    (place / "target").mkdir()
    say(platform, "CREATE TABLE locked (id int); REVOKE ALL ON locked FROM xinqiao")
    done = xinqiao("backup", place / "target" / "backup.tar")
    assert done.returncode == 1
    assert "no backup was made" in done.stderr
    assert list((place / "target").iterdir()) == []


# Runs the command, and dies without a word where the named step would begin.
DIES = """
import os, pathlib, sys
from xinqiao.project import archive, cli
step = sys.argv.pop(1)
rename = pathlib.Path.rename
if step == "unpack":
    archive.unpack = lambda *_: os._exit(9)
else:
    pathlib.Path.rename = lambda path, to: os._exit(9) if str(to).endswith(step) else rename(path, to)
cli.main(sys.argv[1:])
"""


@pytest.fixture
def interrupted(
    xinqiao: Run, platform: Embedded, place: Path, own_environment: dict[str, str]
) -> Callable[[str], Path]:
    """A restore of an older backup that died at that step; today's row and file were there before it."""

    def die_at(step: str) -> Path:
        backup = place / "backup.tar"
        assert xinqiao("backup", backup).returncode == 0
        say(platform, "INSERT INTO memory VALUES (501, '今天')")
        (platform.data / "files" / "today").write_text("今天")
        command = [sys.executable, "-c", DIES, step, "restore", str(backup), "--yes"]
        assert subprocess.run(command, env=own_environment, timeout=120).returncode == 9
        return backup

    return die_at


# Before anything is unpacked; with one folder of two swapped; with a folder taken away and none in its place.
@pytest.mark.parametrize("step", ["unpack", "before/recordings", "data/keys"])
def test_an_interrupted_restore_is_undone_by_the_next(
    xinqiao: Run, platform: Embedded, interrupted: Callable[[str], Path], step: str
) -> None:
    backup = interrupted(step)
    assert "a restore was interrupted" in xinqiao("migrate").stderr
    done = xinqiao("restore", backup)  # without --yes: what came back is not replaced
    assert "what was there before it is back" in done.stderr
    assert "--yes" in done.stderr
    assert say(platform, "SELECT count(*) FROM memory") == [(501,)]
    assert (platform.data / "files" / "today").read_text() == "今天"
    assert (platform.data / "recordings/2026/11/22/a.wav").exists()
    assert (platform.data / "keys" / "keyring.json").exists()
    assert list(platform.data.glob("restore-*")) == []
    assert xinqiao("restore", backup, "--yes").stdout.startswith("equal: ")
    assert say(platform, "SELECT count(*) FROM memory") == [(500,)]
    assert not (platform.data / "files" / "today").exists()


def test_starting_the_platform_undoes_an_interrupted_restore(
    xinqiao: Run, platform: Embedded, interrupted: Callable[[str], Path]
) -> None:
    interrupted("before/recordings")
    done = xinqiao("up", "--port", "70000")  # and goes no further
    assert "what was there before it is back" in done.stdout + done.stderr
    assert say(platform, "SELECT count(*) FROM memory") == [(501,)]


def test_what_a_finished_restore_left_behind_is_cleared_away(xinqiao: Run, platform: Embedded, place: Path) -> None:
    xinqiao("backup", place / "backup.tar")
    waste = platform.data / "restore-abc" / "before" / "files"
    waste.mkdir(parents=True)
    assert xinqiao("restore", place / "backup.tar", "--yes").returncode == 0
    assert not (platform.data / "restore-abc").exists()
    assert (platform.data / "files/照片 1.jpg").exists()


def attach(data: Path, content: bytes) -> Path:
    name = sha256(content).hexdigest()
    path = data / "files" / name[:2] / name[2:4] / name
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


def test_uploads_and_erasures_meanwhile_do_not_stop_a_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, erased = attach(tmp_path, b"kept"), attach(tmp_path, b"erased")
    (tmp_path / "files/drafts").mkdir()
    (tmp_path / "files/drafts/tmp1").write_bytes(b"half")
    add = archive.add_file

    def add_file(tar: tarfile.TarFile, path: Path, name: str) -> str:
        if path == erased:
            path.unlink()
        return add(tar, path, name)

    monkeypatch.setattr(archive, "add_file", add_file)
    with tarfile.open(tmp_path / "backup.tar", "w") as tar:
        members = archive.add_folder(tar, tmp_path / "files")
    assert list(members.values()) == [kept.name]


def test_a_damaged_attachment_is_named_and_not_backed_up(xinqiao: Run, platform: Embedded, place: Path) -> None:
    path = attach(platform.data, "照片".encode())
    path.write_bytes(b"rotten")
    done = xinqiao("backup", place / "backup.tar")
    assert done.returncode == 1
    assert f"{path.name} is damaged" in done.stderr
    assert not (place / "backup.tar").exists()


class TestKeyring:
    @pytest.fixture(autouse=True)
    def appellant(self, platform: Embedded) -> None:
        say(
            platform,
            "INSERT INTO cases_appellant (name, phone, address, name_index, phone_index)"
            " VALUES ('v1:0badcafe:AAAA', '', '', '', '')",
        )

    def test_keys_that_are_not_there_stop_backup_and_doctor(self, xinqiao: Run, place: Path) -> None:
        for command in (("backup", place / "backup.tar"), ("doctor",)):
            done = xinqiao(*command)
            assert done.returncode == 1
            assert "holds no key 0badcafe" in done.stdout + done.stderr

    def test_a_lost_keyring_is_not_replaced(self, xinqiao: Run, platform: Embedded, place: Path) -> None:
        keyring = platform.data / "keys" / "keyring.json"
        keyring.unlink()
        for command in (("migrate",), ("backup", place / "backup.tar"), ("doctor",)):
            done = xinqiao(*command)
            assert done.returncode == 1
            assert "keyring.json is missing: put back" in done.stdout + done.stderr
        assert not keyring.exists()
