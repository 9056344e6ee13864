"""What somebody might send to harm: all bad is refused with a reason, what hides in a picture is gone, memory is bounded."""

import io
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageFile

from tests.files.hostile import PLACE, REFUSED, REWRITTEN, SCRIPT, photo, png
from tests.files.samples import SAMPLES, picture
from xinqiao.files import actions
from xinqiao.files.actions import FileRefused, keep
from xinqiao.files.downloads import open_as_download
from xinqiao.files.models import StoredFile

pytestmark = pytest.mark.django_db
MEGABYTES = 900  # of address space for Python, the library and the largest picture


@pytest.fixture(autouse=True)
def store(tmp_path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def sent(content: bytes, name: str = "照片.jpg") -> StoredFile:
    return keep(SimpleUploadedFile(name, content), by=None, now=timezone.now())


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_for_a_reason_and_leaves_nothing(store, name):
    with pytest.raises(FileRefused) as refused:
        sent(REFUSED[name]())
    assert len(str(refused.value)) > 8
    assert not StoredFile.objects.exists()
    assert [path for path in store.rglob("*") if path.is_file()] == []


def test_half_a_picture_is_none_whatever_another_library_has_turned_on(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(FileRefused):
        sent(REFUSED["a picture cut in the middle"]())


@pytest.mark.parametrize("name", REWRITTEN)
def test_of_two_in_one_the_picture_alone_is_kept(name):
    kept = sent(REWRITTEN[name]()).path.read_bytes()
    for hidden in (SCRIPT, PLACE, b"<html>", b"PK\x05\x06", b"Exif", b"xmpmeta", b"Canon"):
        assert hidden not in kept
    with Image.open(io.BytesIO(kept)) as shown:
        shown.load()
        assert not shown.getexif()


def test_a_photo_stays_upright_though_it_no_longer_says_how_it_was_held():
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright, stored lying
    kept = sent(picture("JPEG", (64, 48), exif=exif))
    with Image.open(kept.path) as shown:
        assert shown.size == (48, 64)
    assert b"GPS" not in sent(photo()).path.read_bytes()


def test_nothing_that_is_kept_is_ever_shown_by_a_browser():
    for suffix, content in SAMPLES.items():
        response = open_as_download(sent(content, f"附件{suffix}"))
        assert response["Content-Type"] == "application/octet-stream"
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]


TAKE_IN = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]) << 20,) * 2)
from xinqiao.files.pictures import NotAPicture, TooManyDots, rewrite
from xinqiao.files.sniff import sniff
path = Path(sys.argv[2])
kind = sniff(path)
try:
    print(kind and kind.media_type, rewrite(path, kind).media_type if kind and kind.media_type[:5] == "image" else "")
except (NotAPicture, TooManyDots) as error:
    print(type(error).__name__)
"""


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (lambda: png(20_000, 20_000, rows=20_000 // 50), "TooManyDots"),
        (REFUSED["a document that opens to 600 MB"], "None"),
        (REFUSED["a document of 15,000 names"], "None"),
        (lambda: ("信" * 6_000_000).encode(), "text/plain"),
        (lambda: png(6_400, 6_200), "image/png image/png"),
    ],
)
def test_memory_is_bounded(tmp_path, content, told):
    """The largest picture that is allowed, and what would take gigabytes if it were opened."""
    path = tmp_path / "upload"
    path.write_bytes(content())
    run = [sys.executable, "-c", TAKE_IN, str(MEGABYTES), str(path)]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, told), done.stderr


class Scanner(threading.Thread):
    """Speaks clamd's protocol: reads a stream, finds the word "virus" in it."""

    def __init__(self, path: Path) -> None:
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(path))
        self.socket.listen()
        self.start()

    def run(self) -> None:
        while True:
            asked, _ = self.socket.accept()
            with asked, asked.makefile("rwb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while length := int.from_bytes(stream.read(4), "big"):
                    content += stream.read(length)
                stream.write(b"stream: Test.Virus FOUND\0" if b"virus" in content else b"stream: OK\0")


def test_a_scanner_that_the_city_runs_is_asked(tmp_path, settings):
    settings.CLAMD = str(tmp_path / "clamd.ctl")
    Scanner(Path(settings.CLAMD))
    assert sent("路灯坏了".encode()).media_type == "text/plain"
    with pytest.raises(FileRefused, match="病毒"):
        sent(bytes(0) + "路灯".encode() * 500_000 + b"virus")


def test_without_the_scanner_that_the_city_runs_nothing_comes_in(settings, caplog):
    settings.CLAMD = "/nowhere/clamd.ctl"
    with pytest.raises(FileRefused, match="稍后"):
        sent("路灯坏了".encode())
    assert "FileNotFoundError" in caplog.text


def test_the_content_of_a_form_that_failed_is_swept_away_after_a_day(store):
    """A later file of the same form was refused: its row is taken back, its content lies there."""
    with pytest.raises(FileRefused):
        actions.keep_all(
            [SimpleUploadedFile("a.txt", b"a"), SimpleUploadedFile("b.txt", b"MZ\x00")], by=None, now=timezone.now()
        )
    kept = sent(b"b", "b.txt")
    left = [path for path in store.rglob("*") if path.is_file()]
    assert len(left) == 2
    assert actions.sweep(now=timezone.now()) == 0
    assert actions.sweep(now=timezone.now() + actions.UNFINISHED) == 1
    assert [path for path in store.rglob("*") if path.is_file()] == [kept.path]
