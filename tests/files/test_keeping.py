"""Taking files in, handing them out, erasing them."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.files.samples import SAMPLES
from xinqiao.files.actions import FileRefused, erase, keep, keep_all
from xinqiao.files.downloads import FileGone, open_as_download
from xinqiao.files.models import StoredFile
from xinqiao.people import policy

NOW = datetime(2025, 9, 1, 2, tzinfo=UTC)
PHOTO = SAMPLES[".pdf"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(tmp_path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def upload(name: str = "井盖.pdf", content: bytes = PHOTO) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def limit(monkeypatch, **limits: int) -> None:
    monkeypatch.setattr(policy, "load", lambda: policy.Policy(files=policy.Files(**{"megabytes": 2} | limits)))


def contents(store: Path) -> list[bytes]:
    return [path.read_bytes() for path in store.rglob("*") if path.is_file()]


def test_an_upload_is_kept_as_what_it_is(store):
    file = keep(upload("井盖.html"), by=None, now=NOW, kept_until=date(2027, 9, 1))
    file.refresh_from_db()
    assert (file.name, file.media_type, file.size) == ("井盖.html.pdf", "application/pdf", len(PHOTO))
    assert (file.kept_at, file.kept_until, file.erased_at) == (NOW, date(2027, 9, 1), None)
    assert file.path.read_bytes() == PHOTO
    assert file.path.name == file.sha256
    assert contents(store) == [PHOTO]


def test_others_on_the_machine_cannot_read_it():
    file = keep(upload(), by=None, now=NOW)
    assert file.path.stat().st_mode & 0o077 == 0


def test_the_same_content_is_stored_once(store):
    files = [keep(upload(name), by=None, now=NOW) for name in ("一.pdf", "二.pdf")]
    assert StoredFile.objects.count() == 2
    assert files[0].path == files[1].path
    assert contents(store) == [PHOTO]


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "空的"), (b"MZ\x90\x00", "jpg、png"), (PHOTO + bytes(2 * 1024 * 1024), "超过 2 MB")],
)
def test_what_cannot_be_kept_is_refused_and_leaves_nothing(store, monkeypatch, content, why):
    limit(monkeypatch)
    with pytest.raises(FileRefused, match=why):
        keep(upload(content=content), by=None, now=NOW)
    assert StoredFile.objects.count() == 0
    assert contents(store) == []


def test_a_declared_size_is_not_believed(monkeypatch):
    limit(monkeypatch)
    lying = upload(content=PHOTO + bytes(2 * 1024 * 1024))
    lying.size = 10
    with pytest.raises(FileRefused):
        keep(lying, by=None, now=NOW)


def test_a_case_takes_so_many_files_and_so_much_in_all(monkeypatch):
    limit(monkeypatch, most=3, case_megabytes=3)
    assert len(keep_all([upload() for _ in range(2)], by=None, now=NOW, besides=1)) == 2
    with pytest.raises(FileRefused, match="最多 3 个"):
        keep_all([upload() for _ in range(2)], by=None, now=NOW, besides=2)
    heavy = [upload(content=PHOTO + bytes([number]) * 2_000_000) for number in (1, 2)]
    with pytest.raises(FileRefused, match="合计超过 3 MB"):
        keep_all(heavy, by=None, now=NOW)
    assert StoredFile.objects.count() == 2


def test_a_download_is_never_shown_in_the_browser():
    response = open_as_download(keep(upload("井盖 1.pdf"), by=None, now=NOW))
    assert b"".join(response.streaming_content) == PHOTO
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E4%BA%95%E7%9B%96%201.pdf"
    assert response["Content-Length"] == str(len(PHOTO))
    response.close()


def test_erased_content_is_gone_and_says_so(store, django_capture_on_commit_callbacks):
    file = keep(upload(), by=None, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        erase(file, now=NOW)
    assert (file.erased_at, file.name) == (NOW, "")
    assert contents(store) == []
    with pytest.raises(FileGone, match="删除"):
        open_as_download(file)


def test_erasing_one_upload_leaves_the_other_of_the_same_content(store, django_capture_on_commit_callbacks):
    mine, other = keep(upload(), by=None, now=NOW), keep(upload(), by=None, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        erase(mine, now=NOW)
    assert contents(store) == [PHOTO]
    with django_capture_on_commit_callbacks(execute=True):
        erase(other, now=NOW)
    assert contents(store) == []


def test_erasing_twice_keeps_the_first_moment(django_capture_on_commit_callbacks):
    file = keep(upload(), by=None, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        erase(file, now=NOW)
        erase(file, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert file.erased_at == NOW


def test_erased_content_can_come_in_again(django_capture_on_commit_callbacks):
    first = keep(upload(), by=None, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        erase(first, now=NOW)
    assert keep(upload(), by=None, now=NOW).path.read_bytes() == PHOTO


def test_content_that_left_the_store_is_announced():
    file = keep(upload(), by=None, now=NOW)
    file.path.unlink()
    with pytest.raises(FileGone, match="备份"):
        open_as_download(file)
