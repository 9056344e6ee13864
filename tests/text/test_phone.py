"""Phone numbers as callers and forms give them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.text.phone import NotAPhone, is_mobile, is_phone, normalise


@pytest.mark.parametrize(
    ("given_as", "number"),
    [
        ("13800005678", "13800005678"),
        ("138 0000 5678", "13800005678"),
        ("138-0000-5678", "13800005678"),
        ("１３８００００５６７８", "13800005678"),
        ("+86 13800005678", "13800005678"),
        ("008613800005678", "13800005678"),
        ("8613800005678", "13800005678"),
        ("013800005678", "13800005678"),  # as a switchboard dials it
        ("0937-6221234", "09376221234"),
        ("（0937）6221234", "09376221234"),
        ("+86 937 6221234", "09376221234"),
        ("010 6655 4433", "01066554433"),
        ("0937-6221234转801", "09376221234-801"),
        ("0937-6221234-801", "09376221234-801"),
        ("0937 6221234 ext. 801", "09376221234-801"),
        ("400-812-3456", "4008123456"),
        ("+86 400 812 3456", "4008123456"),
        ("12345", "12345"),
        ("95598", "95598"),
        ("+852 9876 5432", "+85298765432"),
        ("0065 9123 4567", "+6591234567"),
    ],
)
def test_one_form_for_every_way_of_writing(given_as, number):
    assert normalise(given_as) == number
    assert normalise(number) == number


def test_a_local_number_gets_the_citys_area_code():
    assert normalise("622 1234", area_code="0937") == "09376221234"
    assert normalise("6221234") == "6221234"


@pytest.mark.parametrize(
    "given_as",
    ["", "不详", "1380000567", "138000056789", "23800005678", "0937-12", "abc", "+86", "2611220001234"],
)
def test_what_is_no_phone_is_refused(given_as):
    assert not is_phone(given_as)
    with pytest.raises(NotAPhone):
        normalise(given_as)


def test_the_error_does_not_repeat_the_number():
    with pytest.raises(NotAPhone) as raised:
        normalise("1380000567")
    assert "1380000567" not in str(raised.value)
    assert "10 digits" in str(raised.value)


def test_only_mobiles_take_sms():
    assert is_mobile("+86 138 0000 5678")
    assert not is_mobile("0937-6221234")
    assert not is_mobile("nonsense")


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.lists(st.sampled_from([" ", "-", "　", "－"]), max_size=5),
    st.randoms(),
)
def test_separators_anywhere_do_not_change_a_mobile_number(number, separators, random):
    written = list(number)
    for separator in separators:
        written.insert(random.randrange(1, len(written)), separator)
    assert normalise("".join(written)) == number


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused(text):
    if is_phone(text):
        assert normalise(normalise(text)) == normalise(text)
