"""Whatever stands in a text is found in it; numbers long enough to be a phone are not."""

from hypothesis import given
from hypothesis import strategies as st

from xinqiao.text.pairs import folded, keys, searchable

HAN = st.text("公交站台路灯不亮小区一", min_size=2, max_size=6)
TEXTS = st.text("公交站台路灯不亮小区一，。 AbＢ１2\n", max_size=60)


@given(TEXTS, HAN, TEXTS)
def test_every_text_that_contains_some_characters_has_their_keys(before: str, asked: str, after: str):
    assert set(keys(asked)) <= set(keys(searchable(before + asked + after)))
    assert folded(asked) in searchable(before + asked + after)


@given(st.text())
def test_folding_keeps_every_character_in_its_place(text: str):
    assert len(folded(text)) == len(text)


def test_full_width_writing_and_capitals_make_no_difference():
    assert keys(folded("ＧＢ12路Ａ座")) == keys(folded("gb１２路a座"))


def test_letters_and_digits_are_found_as_a_whole():
    assert set(keys("12号楼")) <= set(keys("3区12号楼"))
    assert not set(keys("2号楼")) <= set(keys("3区12号楼"))


def test_a_number_as_long_as_a_phone_is_not_there():
    assert "1391234" not in searchable("电话13912345678转")
    assert keys(searchable("号码6221234")) == keys("号码")
    assert "622123" in searchable("门牌622123")


def test_a_character_alone_and_signs_have_no_key():
    assert keys("灯") == keys("，！") == keys("") == []
