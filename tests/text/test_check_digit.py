"""The check digit of case numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.text.check_digit import check_digit, is_valid, with_check_digit

digits = st.from_regex(r"[0-9]{1,20}", fullmatch=True)


def test_the_example_of_the_standard():
    assert with_check_digit("0794") == "07945"


def test_a_case_number_is_thirteen_digits():
    number = with_check_digit("261122000123")
    assert len(number) == 13
    assert is_valid(number)


@given(digits, st.data())
def test_every_mistyped_digit_is_noticed(body, data):
    number = with_check_digit(body)
    place = data.draw(st.integers(0, len(number) - 1))
    other = str((int(number[place]) + data.draw(st.integers(1, 9))) % 10)
    assert is_valid(number)
    assert not is_valid(number[:place] + other + number[place + 1 :])


@pytest.mark.parametrize("wrong", ["", "12a", "１２", "-1", "²"])
def test_only_digits_have_one(wrong):
    with pytest.raises(ValueError, match="digits 0-9"):
        check_digit(wrong)
    assert not is_valid(wrong)
