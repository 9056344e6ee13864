"""Identity card numbers: eighteen characters (GB 11643-1999), and the fifteen digits of cards before 1999."""

import re
from datetime import date

from xinqiao.text.width import half_width

PROVINCES = frozenset(  # 83 is on residence permits of people from Taiwan
    {
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
        81,
        82,
        83,
    }
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"  # by remainder, ISO 7064 MOD 11-2


class NotAnIdentity(ValueError):
    """What was given is no identity card number. The message does not repeat it."""


def normalise(raw: str) -> str:
    """The number in its one form: eighteen characters, the last a digit or X; old ones are brought to it.

    Raises NotAnIdentity, saying whether length, place, birth date or check digit is wrong.
    """
    number = re.sub(r"[\s-]+", "", half_width(raw)).upper()
    if re.fullmatch(r"\d{15}", number, re.ASCII):
        # Cards of fifteen digits were given out to people born in the twentieth century.
        number = f"{number[:6]}19{number[6:]}"
        number += check_character(number)
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        raise NotAnIdentity("no identity number: expected 18 characters (17 digits and a digit or X)")
    if not has_place_and_birth(number):
        raise NotAnIdentity("no identity number: the province or the birth date in it does not exist")
    if number[17] != check_character(number[:17]):
        raise NotAnIdentity("no identity number: the check digit does not fit, a digit is mistyped")
    return number


def is_identity(raw: str) -> bool:
    """True when `normalise` takes it."""
    try:
        normalise(raw)
    except NotAnIdentity:
        return False
    return True


def check_character(digits: str) -> str:
    """The eighteenth character for seventeen digits."""
    return CHECKS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True)) % 11]


def has_place_and_birth(number: str) -> bool:
    """True when eighteen characters begin like an identity number: an existing province and birth date."""
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return int(number[:2]) in PROVINCES and born_on.year >= 1850
