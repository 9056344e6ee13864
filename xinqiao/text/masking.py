"""Masking: enough left to recognise, too little to misuse. What is not recognised is hidden whole."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from xinqiao.text import identity, phone
from xinqiao.text.width import half_width

PROVINCE_SIGNS = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"

LEADING = " 为是号码:"  # what may stand between such a word and its number
# Surnames that most people have. A name is masked only behind a word that announces one: 我叫张三.
SURNAMES = (
    "欧阳|上官|司徒|诸葛|皇甫|尉迟|慕容|夏侯|"
    "[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
    "汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文樊兰殷施陶洪翟安颜倪严牛温"
    "芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜肖詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查"
    "屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强丘华车冉房边辜吉饶刁瞿戚丰古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚]"
)

# What stands between the groups of a number as people type it; a line may end there.
GAP = r"[\s_.·-]{0,2}"
# One scan, the alternatives in this order; each names the function that decides and masks.
FREE_TEXT = re.compile(
    rf"""
      (?P<email> (?<![\w.+-]) [\w.+-]{{1,64}} @ [A-Za-z0-9-]+ (?:\.[A-Za-z0-9-]+)+ )
    | (?P<identity> (?<![0-9A-Za-z]) \d{{6}} [ -]?
                    (?:\d{{4}} [ -]? \d{{4}} [ -]? \d{{3}} [\dXx] | \d{{9}}) (?![0-9A-Za-z]) )
    | (?P<card> (?<!\d) [3-69]\d{{3}} (?:[ -]?\d{{4}}){{3}} (?:[ -]?\d{{1,3}})? (?!\d) )
    | (?P<mobile> (?<!\d) (?:\+?86[ -]?)? 0? 1 (?: [3-9]\d (?:{GAP}\d{{4}}){{2}} | [3-9]\d{GAP}\d{{3}}{GAP}\d{{5}}
                  | [3-9]\d\d{GAP}\d{{3}}{GAP}\d{{4}} | [3-9]\d{{3}}{GAP}\d{{6}} | [ ][3-9](?:[ ]\d){{9}} ) (?!\d) )
    | (?P<foreign> (?<![\w+]) \+(?!86)[1-9](?:[ -]?\d){{7,13}} (?!\d) )
    | (?P<landline> (?<!\d) (?:\+?86[ -]?)? [(]? 0(?:10|2\d|[3-9]\d{{2}}) [)]? [ -]? [2-8]\d{{6,7}} (?!\d) )
    | (?P<local> (?<=电话|手机|座机|号码|联系|致电|来电|拨打) [{LEADING}]{{0,3}} [2-8]\d{{6,7}} (?!\d) )
    | (?P<account> (?: (?<=微信|扣扣) | (?<=QQ) | (?<=qq) ) [{LEADING}]{{0,3}}
                   (?: [A-Za-z][-_A-Za-z0-9]{{5,19}} | [1-9]\d{{4,10}} ) (?![-_A-Za-z0-9]) )
    | (?P<passport> (?<=护照|行证) [{LEADING}]{{0,3}} [A-Za-z]{{1,2}}\d{{7,8}} (?!\d) )
    | (?P<name> (?: (?<=我叫|姓名|名叫|署名|户主|户名) | (?<=联系人) ) [{LEADING}]{{0,3}}
                (?:{SURNAMES}) [\u4e00-\u9fff]{{1,2}} (?=[，。、；,.;!！\s（(）)/|\d]|$|电话|手机|联系|身份|住) )
    | (?P<plate> [{PROVINCE_SIGNS}][A-HJ-NP-Za-hj-np-z] [·•.\ ]?
                 (?=[A-Za-z]{{0,5}}\d) [A-HJ-NP-Za-hj-np-z0-9]{{4,5}} [A-HJ-NP-Za-hj-np-z0-9挂学警港澳]
                 (?![0-9A-Za-z]) )
    """,
    re.VERBOSE | re.ASCII,
)


def mask_phone(number: str) -> str:
    """138****5678 and 0937****234; of others the last three digits; nothing of less than seven digits."""
    try:
        number = phone.normalise(number)
    except phone.NotAPhone:
        return "****"
    if phone.is_mobile(number):
        return f"{number[:3]}****{number[-4:]}"
    main = number.partition("-")[0]
    if len(main) < 7:
        return "****"
    return f"{phone.area_code(main)}****{main[-3:]}"


def mask_name(name: str) -> str:
    """The first character, then a star for each other, two at most: 张三 is 张*, 欧阳修远 is 欧**."""
    name = name.strip()
    return name[:1] + "*" * min(len(name) - 1, 2) if len(name) > 1 else "*" * len(name)


def mask_identity(number: str) -> str:
    """The first three (province, city) and last two characters: "620*************12"."""
    number = re.sub(r"[\s-]+", "", half_width(number))
    if len(number) < 15:
        return "****"
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}"


def mask_free_text(text: str) -> str:
    """`text` with the phones, identity numbers, e-mail addresses, bank cards and number plates in it masked.

    Full-width writing is seen through; everything else stays as written. Local numbers without area code, accounts of
    WeChat and QQ, passports and names are masked only behind a word like 电话, 微信, 护照, 我叫; dates, amounts and case
    numbers of thirteen digits stay. Masked text stays as it is.
    """
    pieces, end = [], 0
    for found in found_in(text):
        pieces += [text[end : found.start], found.masked]
        end = found.end
    return "".join(pieces) + text[end:]


class Found(NamedTuple):
    """Somebody's data within a text: where it stands, what it is, and how it is shown masked."""

    start: int
    end: int
    kind: str
    masked: str


def found_in(text: str) -> Iterator[Found]:
    """What `mask_free_text` masks, from left to right."""
    shadow = half_width(text)  # as long as the text, so that positions agree
    for match in FREE_TEXT.finditer(shadow):
        kind, written = match.lastgroup or "", match[0].lstrip(LEADING)
        masked = MASKS[kind](written)
        if masked is not None:
            yield Found(match.end() - len(written), match.end(), kind, masked)


def mask_values(told: Any) -> Any:
    """`told` (strings, lists and mappings of them, anything else as it is) with every string masked."""
    if isinstance(told, str):
        return mask_free_text(told)
    if isinstance(told, dict):
        return {name: mask_values(value) for name, value in told.items()}
    return [mask_values(value) for value in told] if isinstance(told, list) else told


def _email(address: str) -> str:
    local, _, domain = address.partition("@")
    return f"{local[0]}***@{domain}"


def _identity(number: str) -> str | None:
    digits = re.sub("[ -]", "", number)
    full = digits if len(digits) == 18 else f"{digits[:6]}19{digits[6:]}"
    # A mistyped check digit still tells who it is: place and birth date decide.
    if identity.has_place_and_birth(full):
        return mask_identity(digits)
    return _card(number)


def _card(number: str) -> str | None:
    digits = re.sub("[ -]", "", number)
    is_card = 16 <= len(digits) <= 19 and digits.isdecimal() and _passes_luhn(digits)
    return f"{digits[:4]}{'*' * (len(digits) - 8)}{digits[-4:]}" if is_card else None


def _passes_luhn(digits: str) -> bool:
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    return (sum(int(digit) for digit in digits[::-2]) + sum(n - 9 if n > 9 else n for n in doubled)) % 10 == 0


def _account(account: str) -> str:
    return f"{account[0]}****{account[-1]}"


def _plate(plate: str) -> str:
    return f"{plate[:2]}***{plate[-2:]}"


MASKS: dict[str, Callable[[str], str | None]] = {
    "email": _email,
    "identity": _identity,
    "card": _card,
    "mobile": mask_phone,
    "landline": mask_phone,
    "foreign": mask_phone,
    "local": mask_phone,
    "account": _account,
    "passport": _account,
    "name": mask_name,
    "plate": _plate,
}
