"""A reply that shows what was done: photos before and after, and the words as the citizen will read them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.factories import fresh, in_handling, its, person
from tests.files.samples import SAMPLES
from tests.fixtures.browsing import browser
from xinqiao.cases.check import check_all
from xinqiao.cases.models import Assignment, Enclosure
from xinqiao.doors.portal.keys import query_code
from xinqiao.handling import actions as handling
from xinqiao.intake import actions as intake

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
SAID = {"outcome": "solved", "text": "已更换灯泡，详询 13912345678。"}


def photo(name: str, kind: str = ".jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, SAMPLES[kind])


def replied_with_photos() -> Assignment:
    task = in_handling(now=timezone.now())
    typed = SAID | {"before": [photo("旧灯.jpg")], "after": [photo("新灯.jpg"), photo("近看.png", ".png")]}
    answer = browser(its("handler", task)).post(f"/assignments/{task.pk}/reply/", typed)
    assert answer.status_code == 302
    return fresh(task)


def tracking(task: Assignment) -> Client:
    client = Client()
    client.post("/portal/track/", {"number": task.case.number, "code": query_code(task.case)})
    return client


def test_photos_come_with_the_reply_each_named_by_when_it_was_taken():
    task = replied_with_photos()
    found = Enclosure.objects.filter(event__assignment=task, event__verb="reply").order_by("pk")
    assert [one.file.name for one in found] == ["处理前 旧灯.jpg", "处理后 新灯.jpg", "处理后 近看.png"]
    assert [problems for _, problems in check_all() if problems] == []


def test_a_file_that_is_refused_is_said_at_its_field_and_nothing_is_replied():
    task = in_handling(now=timezone.now())
    typed = SAID | {"after": [SimpleUploadedFile("新灯.jpg", b"MZ\x90\x00 no picture")]}
    answer = browser(its("handler", task)).post(f"/assignments/{task.pk}/reply/", typed)
    assert (answer.status_code, [*answer.context["form"].errors]) == (422, ["before"])
    assert SAID["text"] in answer.content.decode(), "what was typed stays"
    assert fresh(task).state == "handling"


def test_the_citizen_sees_them_once_the_reply_has_passed():
    task = replied_with_photos()
    before, *_ = Enclosure.objects.filter(event__assignment=task).order_by("pk")
    address = f"/portal/case/files/{before.pk}/"
    assert tracking(task).get(address).status_code == 404, "nobody has read the reply yet"
    handling.pass_review(task, by=person("reviewer"), now=timezone.now())
    assert "处理前 旧灯.jpg" in tracking(task).get("/portal/case/").content.decode()
    got = tracking(task).get(address)
    assert got.status_code == 200
    assert got.headers["Content-Disposition"].startswith("attachment")


def test_no_citizen_opens_what_belongs_to_another_or_came_otherwise():
    task, other = replied_with_photos(), replied_with_photos()
    handling.pass_review(other, by=person("reviewer"), now=timezone.now())
    theirs = Enclosure.objects.filter(event__assignment=other).earliest("pk")
    own = intake.append(task.case, text="又灭了。", uploads=[photo("我的.jpg")], by=person("agent"), now=timezone.now())
    for file in (theirs, own.enclosures.get()):
        assert tracking(task).get(f"/portal/case/files/{file.pk}/").status_code == 404
    assert Client().get(f"/portal/case/files/{theirs.pk}/").status_code == 302, "asked for number and code"


def test_the_words_are_shown_before_they_are_sent_as_the_citizen_will_read_them():
    client = browser(person("handler"))
    shown = client.post("/handling/preview/", {"text": SAID["text"]}).content.decode()
    assert "已更换灯泡" in shown
    assert "13912345678" not in shown
    assert "已遮盖" in shown
    assert "已遮盖" not in client.post("/handling/preview/", {"text": "已更换灯泡。"}).content.decode()
    assert browser(person("agent")).post("/handling/preview/", {"text": "x"}).status_code == 404


def test_scripts_are_there_where_a_unit_writes_to_a_citizen():
    task = in_handling(now=timezone.now())
    page = browser(its("handler", task)).get(f"/assignments/{task.pk}/reply/").content.decode()
    assert 'id="script-lines"' in page
