"""`xinqiao staff import`: many people from a file, all or none."""

import csv
import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories import person
from tests.people.coming_in import sign_in
from xinqiao.people.models import Audit, Post, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

HEADING = "username,name,unit,role"
GOOD = ["ma,马晓燕,cgj,liaison", "ma,马晓燕,heping,handler", "he,何勇,zjj,handler"]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "passwords.csv"


def written(tmp_path: Path, *lines: str, heading: str = HEADING, encoding: str = "utf-8", ending: str = "\n") -> str:
    path = tmp_path / "people.csv"
    path.write_bytes((ending.join([heading, *lines]) + ending).encode(encoding))
    return str(path)


def passwords(book: Path) -> dict[str, str]:
    with book.open(encoding="utf-8", newline="") as file:
        return {row["username"]: row["password"] for row in csv.DictReader(file)}


def test_people_with_their_posts_and_passwords_in_a_file_of_ones_own(tmp_path, book, capsys):
    call_command("staff", "import", written(tmp_path, *GOOD), "--passwords", str(book))
    assert set(Post.objects.values_list("staff__username", "unit__code", "role__code")) == {
        ("ma", "cgj", "liaison"), ("ma", "heping", "handler"), ("he", "zjj", "handler"),
    }  # fmt: skip
    assert stat.S_IMODE(book.stat().st_mode) == 0o600
    given = passwords(book)
    assert sign_in(Staff.objects.get(username="ma"), given["ma"])[1]["Location"] == "/sign-in/password/"
    out = capsys.readouterr().out
    assert "2 people and 3 posts are new" in out
    assert not [password for password in given.values() if password in out]
    assert Audit.objects.filter(what="person_added").count() == 2


def test_twice_is_once(tmp_path, book, capsys):
    path = written(tmp_path, *GOOD)
    call_command("staff", "import", path, "--passwords", str(book))
    before = passwords(book)
    call_command("staff", "import", path)
    assert "0 people and 0 posts are new" in capsys.readouterr().out
    assert Staff.objects.get(username="ma").check_password(before["ma"])


def test_a_known_person_gains_posts_and_keeps_his_password(tmp_path, capsys):
    known = person("handler", "cgj")
    call_command("staff", "import", written(tmp_path, f"{known.username},{known.name},zjj,handler"))
    assert known.posts.count() == 2
    assert Staff.objects.get(pk=known.pk).password == known.password


@pytest.mark.parametrize(
    ("heading", "encoding", "ending"),
    [
        (HEADING, "utf-8-sig", "\r\n"),
        ("用户名,姓名,单位,岗位", "gb18030", "\r\n"),
        ("备注,role,unit,name,username", "utf-8", "\n"),
    ],
)
def test_as_spreadsheets_save_it(tmp_path, book, heading, encoding, ending):
    line = ",handler,cgj,马晓燕,ma" if "备注" in heading else '"ma"," 马晓燕 ",cgj,handler'
    path = written(tmp_path, line, ",,,,", "", heading=heading, encoding=encoding, ending=ending)
    call_command("staff", "import", path, "--passwords", str(book))
    assert Staff.objects.get(username="ma").name == "马晓燕"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (",马晓燕,cgj,handler", "line 3: username: is empty"),
        ("li,,cgj,handler", "line 3: name: is empty"),
        ("li,李,,handler", "line 3: unit: is empty"),
        ("li,李,cgj", "line 3: role: is empty"),
        ("li,李,nowhere,handler", "line 3: unit: no active unit has the code 'nowhere'"),
        ("li,李,cgj,boss", "line 3: role: no role has the code 'boss'; known: .*handler"),
        ("l" * 51 + ",李,cgj,handler", "line 3: username: is longer than 50"),
        ("li," + "李" * 51 + ",cgj,handler", "line 3: name: is longer than 50"),
        ("ma,别人,zjj,handler", "line 3: name: the user name 'ma' belongs to somebody of another name"),
        ("agent-xq,别人,zjj,handler", "line 3: name: the user name 'agent-xq' belongs"),
        ("ｍａ,别人,zjj,handler", "line 3: name: the user name 'ma' belongs"),
        ('li,"李\n四",nowhere,handler', "line 4: unit"),
        ("l\0i,李,cgj,handler", "line 3: .*(not text|no CSV)"),
    ],
)
def test_one_wrong_row_and_nothing_is_applied(tmp_path, book, line, why):
    person("agent")
    before = Staff.objects.count()
    with pytest.raises(CommandError, match=f"(?s)nothing was applied.*{why}"):
        call_command("staff", "import", written(tmp_path, GOOD[0], line), "--passwords", str(book))
    assert Staff.objects.count() == before
    assert not book.exists()


def test_every_mistake_is_named_at_once(tmp_path):
    with pytest.raises(CommandError) as told:
        call_command("staff", "import", written(tmp_path, ",马,nowhere,boss", "li,李,cgj,boss"))
    assert [line.split(": ")[:2] for line in str(told.value).splitlines()[1:]] == [
        ["line 2", "role"], ["line 2", "unit"], ["line 2", "username"], ["line 3", "role"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "line 1: the first line lacks the columns"),
        (b"username,name\nma,x\n", r"lacks the columns unit \(.*\), role"),
        (b"\xff\xfe\x00\x81", "neither UTF-8 nor GB 18030|lacks the columns"),
    ],
)
def test_a_file_that_is_none(tmp_path, content, why):
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=why):
        call_command("staff", "import", str(path))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("staff", "import", str(tmp_path / "people.csv"))


def test_passwords_need_a_file(tmp_path):
    with pytest.raises(CommandError, match="--passwords FILE"):
        call_command("staff", "import", written(tmp_path, *GOOD))
    assert not Staff.objects.exists()


def test_a_file_that_is_there_already_is_not_written_over(tmp_path, book):
    book.write_text("mine")
    with pytest.raises(CommandError, match="nothing was applied"):
        call_command("staff", "import", written(tmp_path, *GOOD), "--passwords", str(book))
    assert book.read_text() == "mine"
    assert not Staff.objects.exists()
