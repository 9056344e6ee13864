"""A piece of what was said, what was asked marked in it, and nobody's data."""

from tests.factories import PHONE
from xinqiao.cases.search.excerpts import GAP, LENGTH, Piece, excerpt


def test_what_was_asked_is_marked_wherever_it_stands():
    told = excerpt(["路灯不亮", "幸福路", "三盏路灯 连续不亮"], ["路灯", "不亮"])
    assert "".join(piece.text for piece in told) == "路灯不亮 · 幸福路 · 三盏路灯 连续不亮"
    assert [piece.text for piece in told if piece.is_asked] == ["路灯", "不亮", "路灯", "不亮"]


def test_a_long_text_begins_shortly_before():
    told = excerpt(["前" * 300 + "路灯坏了" + "后" * 300], ["路灯"])
    assert told[0] == told[-1] == Piece(GAP, False)
    assert Piece("路灯", True) in told
    assert len("".join(piece.text for piece in told)) <= LENGTH + 2


def test_small_letters_find_large_ones_and_those_are_shown():
    assert excerpt(["Ｗifi坏了"], ["wifi"])[0] == Piece("Ｗifi", True)


def test_a_phone_is_masked_and_its_digits_are_not_found():
    assert PHONE not in "".join(piece.text for piece in excerpt([f"请致电{PHONE}"], ["致电"]))
    assert excerpt([f"请致电{PHONE}"], [PHONE[3:9]]) == []


def test_erased_words_have_no_excerpt():
    assert excerpt([], ["路灯"]) == []
    assert excerpt(["路灯"], []) == []
