"""The attachments of a case: pictures are seen on its page, by who may download them; the rest is listed."""

from io import BytesIO

import pytest
import time_machine
from django.core.files.base import ContentFile
from PIL import Image

from tests.factories import at, person, registered
from tests.files.samples import SAMPLES, picture
from tests.fixtures.browsing import browser
from xinqiao.cases.models import Case, Enclosure, Event
from xinqiao.files.actions import erase, keep
from xinqiao.people.models import Audit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture(autouse=True)
def _monday(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(at(90), tick=True):
        yield


def enclosed(case: Case, *files: tuple[str, bytes]) -> list[Enclosure]:
    event = Event.objects.get(case=case)
    kept = [keep(ContentFile(content, name=name), by=None, now=at(1)) for name, content in files]
    return [Enclosure.objects.create(event=event, file=file) for file in kept]


def address(one: Enclosure) -> str:
    return f"/cases/{one.event.case.number}/pictures/{one.pk}/"


def test_pictures_are_thumbnails_and_the_rest_is_listed_by_kind():
    case = registered()
    photo, scan = enclosed(case, ("井盖.jpg", SAMPLES[".jpg"]), ("合同.pdf", SAMPLES[".pdf"]))
    page = browser(person("leader")).get(f"/cases/{case.number}/").content.decode()
    assert f'src="{address(photo)}?small"' in page
    assert address(scan) not in page
    assert "PDF · " in page
    assert f"/cases/{case.number}/files/{scan.pk}/" in page


def test_a_picture_is_shown_and_nothing_can_act_there():
    (photo,) = enclosed(registered(), ("井盖.png", SAMPLES[".png"]))
    answer = browser(person("leader")).get(address(photo))
    assert (answer["Content-Type"], answer["Content-Disposition"]) == ("image/png", "inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["Cache-Control"] == "private, no-store"
    with Image.open(BytesIO(answer.content)) as seen:
        assert seen.size == (8, 6)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_thumbnail_of_any_kind_is_small(form: str):
    (photo,) = enclosed(registered(), ("现场", picture(form, (2000, 1000))))
    answer = browser(person("leader")).get(address(photo) + "?small")
    with Image.open(BytesIO(answer.content)) as seen:
        assert (answer["Content-Type"], seen.size) == ("image/webp", (320, 160))


@pytest.mark.parametrize("kind", [".pdf", ".txt", ".docx", ".mp4"])
def test_what_is_no_picture_is_never_shown(kind: str):
    (other,) = enclosed(registered(), ("说明", SAMPLES[kind]))
    assert browser(person("leader")).get(address(other)).status_code == 404


def test_content_that_is_not_what_was_kept_is_not_shown():
    (photo,) = enclosed(registered(), ("井盖.png", SAMPLES[".png"]))
    photo.file.path.write_bytes(b"<script>alert(1)</script>")
    assert browser(person("leader")).get(address(photo)).status_code == 404
    photo.file.path.write_bytes(SAMPLES[".png"][:20])
    assert browser(person("leader")).get(address(photo) + "?small").status_code == 404


def test_an_erased_picture_and_one_of_another_case_are_not_there():
    (photo,), other = enclosed(registered(), ("井盖.png", SAMPLES[".png"])), registered()
    client = browser(person("leader"))
    assert client.get(f"/cases/{other.number}/pictures/{photo.pk}/").status_code == 404
    erase(photo.file, now=at(5))
    assert client.get(address(photo)).status_code == 404
    assert not Audit.objects.filter(what="view_pictures").exists()


def test_looking_through_a_case_leaves_one_row_and_coming_back_later_another():
    case = registered()
    photos = enclosed(case, ("一.png", SAMPLES[".png"]), ("二.jpg", SAMPLES[".jpg"]))
    client, other = browser(person("leader")), browser(person("dispatcher"))
    noted = Audit.objects.filter(what="view_pictures", subject=case.number)
    for photo in photos:
        client.get(address(photo) + "?small")
        client.get(address(photo))
    assert noted.count() == 1
    other.get(address(photos[0]))
    assert noted.count() == 2
    with time_machine.travel(at(120), tick=True):
        browser(person("leader")).get(address(photos[0]))
    assert noted.count() == 3
