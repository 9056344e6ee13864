"""What is typed is read as all that it may be."""

import pytest

from xinqiao.cases.search.asked import LONGEST, MOST_TERMS, read
from xinqiao.text.check_digit import with_check_digit

NUMBER = with_check_digit("251122000123")


@pytest.mark.parametrize(
    "typed", [NUMBER, f" {NUMBER[:6]} {NUMBER[6:]} ", "".join(chr(ord(d) + 0xFEE0) for d in NUMBER)]
)
def test_a_number_is_read_with_blanks_and_in_full_width(typed: str):
    assert read(typed).number == NUMBER


def test_the_number_of_a_task_and_a_mistyped_one():
    assert (read(f"{NUMBER}-12").number, read(f"{NUMBER}-12").suffix) == (NUMBER, 12)
    assert read(NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)).number == ""


@pytest.mark.parametrize(
    ("typed", "tail"), [("0123", "0123"), ("012 3456", "0123456"), ("123", ""), (NUMBER, ""), ("路灯0123", "")]
)
def test_a_tail_has_four_digits_or_more(typed: str, tail: str):
    assert read(typed).tail == tail


@pytest.mark.parametrize(
    ("typed", "number"),
    [("139 1234 5678", "13912345678"), ("+86 13912345678", "13912345678"), ("0937-6221234", "09376221234"),
     ("6221234", "6221234"), ("12345", ""), ("路灯", "")],
)  # fmt: skip
def test_a_phone_is_read_as_people_write_it(typed: str, number: str):
    assert read(typed).phone == number


def test_a_name_has_a_letter_and_no_signs():
    assert read("欧阳静秋").names == ("欧阳静秋",)
    assert read("欧阳 静秋").names == ("欧阳 静秋", "欧阳静秋")
    assert read("Ｌi Wei").names == ("Li Wei", "LiWei")
    assert read("A00013884").names == ("A00013884",)
    assert read("欧").names == read("123").names == read("路灯，不亮").names == ()


def test_numbers_of_other_systems_have_letters_large_or_small():
    assert set(read("ld 000123").foreign_numbers) == {"ld 000123", "LD 000123", "ld000123", "LD000123"}
    assert read("ldabc").foreign_numbers == ()


@pytest.mark.parametrize("typed", ["", "  ", "灯", "，。！", "\0", "%_"])
def test_one_character_and_signs_ask_for_nothing(typed: str):
    assert read(typed).is_nothing


def test_what_is_long_is_cut():
    assert len(read("路灯" * LONGEST).text) == LONGEST
    assert read("路灯" * LONGEST).was_cut
    many = read(" ".join(f"路灯{number}" for number in range(MOST_TERMS + 3)))
    assert (len(many.terms), many.was_cut) == (MOST_TERMS, True)
    assert not read("路灯 不亮").was_cut


def test_a_number_as_long_as_a_phone_among_words_is_not_looked_for_in_texts():
    assert read("路灯 13912345678").keys == ()
    assert read("路灯 13912345678").has_long_number
    assert not read("13912345678").has_long_number
