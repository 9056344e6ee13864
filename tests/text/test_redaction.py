"""What the public reads of a text: nothing of a person, whatever stands around it and however it is written."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xinqiao.text.redaction import Piece, marked, pieces, redact

AROUND = st.text(alphabet="路灯不亮，。 \n王a［］*：号-", max_size=12)
GAPS = st.sampled_from(["", " ", "-", ".", "·"])
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """A mobile or an identity number, in the groups and the digits that people type."""
    digits = draw(
        st.from_regex(
            r"1[3-9][0-9]{9}|620[1-9]02(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|2[0-8])[0-9]{3}[0-9X]", fullmatch=True
        )
    )
    gap, first, second = draw(GAPS), draw(st.integers(3, 6)), draw(st.integers(7, 10))
    written = gap.join([digits[:first], digits[first:second], digits[second:]])
    return written.translate(WIDE) if draw(st.booleans()) else written


@given(AROUND, numbers(), AROUND)
@example("电话", "138 0000 1234", "号")
def test_no_number_of_a_person_survives(before: str, number: str, after: str):
    said = redact(f"{before}{number}{after}")
    assert not re.search(r"\d{4}", said), said
    assert redact(said) == said, "done twice it is done once"


@given(st.text(max_size=60))
def test_what_stays_and_what_is_hidden_is_the_whole_text(text: str):
    assert redact(redact(text)) == redact(text)
    assert len("".join(piece.words for piece in pieces(text) if not piece.label)) <= len(text)


@pytest.mark.parametrize(
    ("said", "public"),
    [
        ("我叫张三，住槐树巷 3 号楼2单元501室", "我叫［姓名］，住槐树巷 ［门牌］"),
        ("王女士和李伟师傅反映", "［姓名］女士和［姓名］师傅反映"),
        ("联系人：赵敏，邮箱 a.b@c.cn", "联系人：［姓名］，邮箱 ［邮箱］"),
        ("经办人孙丽，甘B12345 停在路口", "经办人［姓名］，［车牌］ 停在路口"),
        ("槐树巷 12-1 号门前，拨打 0937-6221234", "槐树巷［门牌］门前，拨打 ［电话］"),
        ("一三八零零零零一二三四", "［号码］"),
        ("已联系 138****1234 张*", "已联系 ［个人信息］ ［个人信息］"),
        ("2026-05-12 上午，第 3 号文件，5月12号，1号线，12345 热线", None),
        ("物业经理不在，三天没有修好", None),
    ],
)
def test_by_the_usual_forms(said: str, public: str | None):
    assert redact(said) == (said if public is None else public)


def test_what_is_known_of_the_citizen_is_hidden_wherever_it_stands():
    assert redact("司马小云称，司马小云家门前积水", ["司马小云", "", "云"]) == "［个人信息］称，［个人信息］家门前积水"


def test_staff_see_masked_what_the_public_does_not_see_at_all():
    assert pieces("电话13800001234。") == [Piece("电话"), Piece("138****1234", "［电话］"), Piece("。")]
    assert marked("电话［电话］。") == [Piece("电话"), Piece("［电话］", "［电话］"), Piece("。")]
