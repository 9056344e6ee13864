"""The city's files fetched from the settings pages and sent back changed."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import person
from xinqiao.catalogue.models import Category
from xinqiao.cities.plan import plan
from xinqiao.cities.read import read_city
from xinqiao.people.models import Audit, Platform

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

UPLOAD = "/settings/categories/upload/"


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(person("administrator"))
    return client


def sheet(administrator: Client) -> str:
    return administrator.get("/settings/categories/download/").getvalue().decode("utf-8-sig")


def sent(administrator: Client, content: bytes) -> dict[str, object]:
    since = administrator.get(UPLOAD).context["form"]["since"].value()
    return {"since": since, "reason": "年度调整", "sheet": SimpleUploadedFile("categories.csv", content)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_sheet_is_fetched_changed_and_sent_back(administrator, encoding):
    changed = sheet(administrator).replace("物业服务", "小区物业")
    first = administrator.post(UPLOAD, sent(administrator, changed.encode(encoding)))
    assert "物业服务 → 小区物业" in first.content.decode()
    assert Category.objects.get(code="C1001").name == "物业服务", "a preview changes nothing"
    form = first.context["form"]
    again = {name: form[name].value() for name in ("since", "seen", "reason", "content")} | {"confirmed": "1"}
    assert administrator.post(UPLOAD, again).status_code == 302
    assert Category.objects.get(code="C1001").name == "小区物业"
    assert Audit.objects.get(what="configure").reason == "+0 ~1 -0 年度调整"


def test_every_mistake_of_a_sheet_is_told_with_its_line_and_column(administrator):
    bad = sheet(administrator).replace("C1001,物业服务", "C1001,").replace("C1002,", "第二,")
    page = administrator.post(UPLOAD, sent(administrator, bad.encode()))
    assert page.status_code == 422
    found = {(fault.file, fault.column) for fault in page.context["faults"] if fault.file == "categories.csv"}
    assert found == {("categories.csv", "name"), ("categories.csv", "code")}
    assert all(fault.line for fault in page.context["faults"] if fault.file == "categories.csv")


def test_what_is_no_sheet_is_refused(administrator):
    page = administrator.post(UPLOAD, sent(administrator, b"PK\0\0\xff\xff"))
    assert page.status_code == 422
    assert "不是 CSV 文本文件" in page.content.decode()


def test_without_a_file_the_field_says_so(administrator):
    form = sent(administrator, b"")
    del form["sheet"]
    page = administrator.post(UPLOAD, form)
    assert page.context["form"].errors["sheet"] == ["请选择文件"]


def test_the_whole_folder_is_fetched_and_is_no_difference(administrator, tmp_path: Path):
    answer = administrator.get("/settings/folder/")
    zipfile.ZipFile(io.BytesIO(answer.getvalue())).extractall(tmp_path)
    assert plan(read_city(tmp_path)) == []
    assert Audit.objects.get(what="fetch_settings").subject == "minimal.zip"


def test_the_platform_is_changed_as_text(administrator):
    form = administrator.get("/settings/city/").context["form"]
    text = form["content"].value().replace('short_name = "心桥12345"', 'short_name = "心桥热线"')
    sent = {"since": form["since"].value(), "reason": "更名", "content": text}
    seen = administrator.post("/settings/city/", sent).context["form"]["seen"].value()
    assert administrator.post("/settings/city/", sent | {"seen": seen, "confirmed": "1"}).status_code == 302
    assert Platform.objects.get().short_name == "心桥热线"


def test_a_key_that_is_none_is_named_with_its_line(administrator):
    form = administrator.get("/settings/city/").context["form"]
    text = form["content"].value() + "\n[lights]\ngreen = 1\n"
    page = administrator.post("/settings/city/", {"since": form["since"].value(), "reason": "试", "content": text})
    assert page.status_code == 422
    assert page.context["faults"][0].line > 0
