"""Identity card numbers: the examples that the standard prints, and made-up ones."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.text.identity import NotAnIdentity, check_character, is_identity, normalise

bodies = st.builds(
    lambda place, born_on, serial: f"{place}{born_on:%Y%m%d}{serial:03d}",
    st.sampled_from(["110101", "370402", "511102", "620201", "460100"]),
    st.dates(date(1900, 1, 1), date(2025, 12, 31)),
    st.integers(0, 999),
)


def test_the_example_of_the_standard():
    assert is_identity("11010519491231002X")
    assert is_identity("440524188001010014")


@pytest.mark.parametrize(
    ("given_as", "number"),
    [
        ("11010519491231002x", "11010519491231002X"),
        ("110105 19491231 002X", "11010519491231002X"),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        ("110105491231002", "11010519491231002X"),  # a card from before 1999
    ],
)
def test_one_form_for_every_way_of_writing(given_as, number):
    assert normalise(given_as) == number


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("", "18 characters"),
        ("1101051949123100", "18 characters"),
        ("110105194912310021", "check digit"),
        ("11010519491331002X", "birth date"),
        ("99010519491231002X", "province"),
    ],
)
def test_a_wrong_number_is_refused_with_the_reason(wrong, why):
    with pytest.raises(NotAnIdentity, match=why) as raised:
        normalise(wrong)
    assert not wrong or wrong not in str(raised.value)


@given(bodies, st.integers(0, 16), st.integers(1, 9))
def test_every_single_mistyped_digit_is_noticed(body, place, shift):
    number = body + check_character(body)
    assert is_identity(number)
    mistyped = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert not is_identity(mistyped)
