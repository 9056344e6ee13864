"""Files are what they contain, and are named so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files.samples import SAMPLES, office
from xinqiao.files.names import clean_name
from xinqiao.files.sniff import ACCEPTED, JPEG, TEXT, sniff


@pytest.mark.parametrize("suffix", SAMPLES)
def test_every_accepted_kind_is_recognised(tmp_path, suffix):
    file = tmp_path / "upload"
    file.write_bytes(SAMPLES[suffix])
    kind = sniff(file)
    assert kind is not None
    assert kind.suffixes[0] == suffix


def test_there_is_a_sample_of_every_kind():
    assert set(SAMPLES) == {kind.suffixes[0] for kind in ACCEPTED}


def test_an_mp3_with_a_tag_and_text_in_utf8(tmp_path):
    for content, suffix in ((b"ID3\x04\x00\x00\x00\x00\x02\x01", ".mp3"), ("\ufeff楼道灯坏了".encode(), ".txt")):
        (tmp_path / "upload").write_bytes(content)
        kind = sniff(tmp_path / "upload")
        assert kind is not None
        assert kind.suffixes[0] == suffix


def test_a_document_with_its_pictures_and_a_table_with_its_printer(tmp_path):
    parts = {
        ".docx": ("word/document.xml", "word/media/image1.PNG", "word/embeddings/Microsoft_Excel_Sheet.xlsx"),
        ".xlsx": ("xl/workbook.xml", "xl/printerSettings/printerSettings1.bin", "xl/theme/"),
    }
    for suffix, names in parts.items():
        (tmp_path / "upload").write_bytes(office(*names))
        kind = sniff(tmp_path / "upload")
        assert (kind and kind.suffixes[0]) == suffix


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00\x03",
        b"\x7fELF\x02\x01",
        b"PK\x03\x04 not an archive",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",  # .doc and .xls of old
        b"RIFF\x24\x00\x00\x00AVI LIST",
        b"\x00\x00\x00\x20ftypheic",
        b"text with \x00 in it",
        b"ID3<html><script>alert(1)</script>",
        office("word/document.xml", "word/embeddings/run.bat"),
        office("word/document.xml", "word/embeddings/a.zip"),
        office("word/document.xml", "word/embeddings/oleObject1.bin"),
        b"\xff\xfe\x00",
        office("word/document.xml", "word/vbaProject.bin"),
        office("ppt/presentation.xml"),
        b"\x80abc\xff",
    ],
)
def test_everything_else_is_not(tmp_path, content):
    file = tmp_path / "upload"
    file.write_bytes(content)
    assert sniff(file) is None


@pytest.mark.parametrize(
    ("given_as", "name"),
    [
        ("井盖.jpg", "井盖.jpg"),
        ("井盖.JPEG", "井盖.JPEG"),
        (r"C:\照片\井盖.jpg", "井盖.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("页面.html", "页面.html.jpg"),
        ("a.exe", "a.exe.jpg"),
        ("\u202egpj.exe", "gpj.exe.jpg"),
        ("a\r\nb.jpg", "ab.jpg"),
        ('a"b<c>.jpg', "a b c .jpg"),
        ("", "附件.jpg"),
        ("...", "附件.jpg"),
        (".jpg", "附件.jpg"),
        (".bashrc", "bashrc.jpg"),
    ],
)
def test_names_are_cleaned(given_as, name):
    assert clean_name(given_as, JPEG) == name


@given(st.text(max_size=300))
def test_any_name_becomes_a_usable_one(given_as):
    name = clean_name(given_as, TEXT)
    assert name.lower().endswith(".txt")
    assert len(name) <= 120
    assert not set(name) & set('/\\<>:"|?*\r\n\0')
    assert clean_name(name, TEXT) == name
