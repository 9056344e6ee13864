"""A last digit that catches every mistyped digit and nearly every swap (ISO 7064 MOD 11,10, GB/T 17710)."""


def check_digit(digits: str) -> str:
    """The check digit of `digits`. Raises ValueError for anything but ASCII digits."""
    if not (digits.isascii() and digits.isdecimal()):
        raise ValueError(f"a check digit needs digits 0-9 only, at least one; got {len(digits)} characters")
    product = 10
    for digit in digits:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def with_check_digit(digits: str) -> str:
    """`digits` with their check digit behind."""
    return digits + check_digit(digits)


def is_valid(number: str) -> bool:
    """True when `number` is digits of which the last is the check digit of the others."""
    return len(number) > 1 and number.isascii() and number.isdecimal() and check_digit(number[:-1]) == number[-1]
