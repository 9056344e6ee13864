"""Phone numbers as people in China type them, brought to one form so that equal numbers compare equal."""

import re

from xinqiao.text.width import half_width

SEPARATORS = re.compile(r"[\s().·-]+")
EXTENSION = re.compile(r"(?:转|ext\.?|x|#|,|(?<=\d{7})-)\s*(\d{1,6})\s*$", re.IGNORECASE | re.ASCII)
TRUNK = re.compile(r"(?:86|0)(1[3-9]\d{9})", re.ASCII)
FORMS = {
    "mobile": re.compile(r"1[3-9]\d{9}", re.ASCII),
    # 010 and 02x take eight digits, the other area codes seven or eight.
    "landline": re.compile(r"0(?:10|2\d)[2-8]\d{7}|0[3-9]\d{2}[2-8]\d{6,7}", re.ASCII),
    "local": re.compile(r"[2-8]\d{6,7}", re.ASCII),
    "company": re.compile(r"[48]00\d{7}", re.ASCII),
    "short": re.compile(r"1\d{2,4}|9\d{4,5}", re.ASCII),
    "foreign": re.compile(r"\+(?!86)[1-9]\d{6,14}", re.ASCII),
}


class NotAPhone(ValueError):
    """What was given is no phone number. The message does not repeat it."""


def normalise(raw: str, *, area_code: str = "") -> str:
    """The number in its one form: "13800005678", "09376221234", "09376221234-801", "12345", "+85298765432".

    Takes full-width digits, spaces, hyphens, brackets, a Chinese prefix (+86, 0086), the 0 that a
    switchboard puts before mobile numbers, and extensions (转801, -801). A local number of seven or eight
    digits gets `area_code` if one is given. Raises NotAPhone.
    """
    written = half_width(raw)
    number, extension = _bare(written), ""
    if _kind(number) is None and (match := EXTENSION.search(written)):
        number, extension = _bare(written[: match.start()]), f"-{match[1]}"
    kind = _kind(number)
    if kind is None:
        digits = sum(char.isdecimal() for char in written)
        raise NotAPhone(f"no phone number ({digits} digits): expected a mobile number or a landline with its area code")
    return (area_code if kind == "local" else "") + number + extension


def area_code(number: str) -> str:
    """The area code that a number in its one form begins with: "010", "0937"; empty where there is none."""
    return number[: 3 if number[1:2] in "12" else 4] if number.startswith("0") else ""


def _bare(written: str) -> str:
    """Without separators and without what stands before a Chinese number; "00" abroad becomes "+"."""
    number = SEPARATORS.sub("", written)
    if number.startswith("00"):
        number = "+" + number[2:]
    if number.startswith("+86"):
        number = number[3:]
        # From abroad the area code comes without its 0.
        return f"0{number}" if _kind(number) is None and _kind(f"0{number}") == "landline" else number
    trunk = TRUNK.fullmatch(number)
    return trunk[1] if trunk else number


def _kind(number: str) -> str | None:
    return next((kind for kind, form in FORMS.items() if form.fullmatch(number)), None)


def is_phone(raw: str) -> bool:
    """True when `normalise` takes it."""
    try:
        normalise(raw)
    except NotAPhone:
        return False
    return True


def is_mobile(raw: str) -> bool:
    """True for a Chinese mobile number: one that takes SMS."""
    return _kind(_bare(half_width(raw))) == "mobile"
