"""Redaction: what the public reads of a text. Nothing of a person stays, not even masked, and rather too much is hidden
than too little; who publishes reads it over.

Hidden is all that masking knows, and besides: house numbers and rooms, names before a form of address or behind 本人,
whatever was said to be hidden, and every number of seven digits or more, in Chinese figures too. Days stay.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from xinqiao.text.masking import LEADING, SURNAMES, found_in
from xinqiao.text.width import half_width

# What stands in place of each kind.
PHONE, PAPERS, ACCOUNT = "［电话］", "［证件号］", "［账号］"
NAME, DOOR, PLATE, NUMBER, EMAIL, PERSONAL = "［姓名］", "［门牌］", "［车牌］", "［号码］", "［邮箱］", "［个人信息］"
LABELS: Final = {
    "identity": PAPERS, "passport": PAPERS, "card": ACCOUNT, "account": ACCOUNT, "name": NAME, "plate": PLATE,
    "email": EMAIL, **dict.fromkeys(("mobile", "foreign", "landline", "local"), PHONE),
    "titled": NAME, "signed": NAME, "handled": NAME, "door": DOOR, "number": NUMBER, "starred": PERSONAL,
}  # fmt: skip
MARKED: Final = re.compile("(" + "|".join(map(re.escape, sorted(set(LABELS.values())))) + ")")

_TITLES: Final = "先生|女士|小姐|老师|师傅|大爷|大妈|阿姨|大姐|大哥|同志|医生|经理|主任|老人"
_FIGURES: Final = "零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖"
_COUNT: Final = "[0-9一二三四五六七八九十百]{1,5}"
MORE: Final = re.compile(
    rf"""
      (?P<day> (?<!\d) (?:19|20)\d\d [-./] (?:0?[1-9]|1[0-2]) [-./] (?:0?[1-9]|[12]\d|3[01]) (?!\d) )
    | (?P<number> \d (?: [ \t_.·-]{{0,3}} \d ){{6,}} [Xx]? | [{_FIGURES}]{{7,}} )
    | (?P<starred> [0-9A-Za-z]* \*{{2,}} [0-9A-Za-z@.]* | [\u4e00-\u9fff] \*{{1,2}} )
    | (?P<titled> (?:{SURNAMES}) [\u4e00-\u9fff]{{0,2}}? (?={_TITLES}) )
    | (?P<signed> (?<=本人|我是) [{LEADING}]{{0,3}} (?:{SURNAMES}) [\u4e00-\u9fff]{{1,2}} (?=[，。、；,.;!！\s（(）)]|$) )
    | (?P<handled> (?<=经办人|负责人|办理人|承办人) [{LEADING}]{{0,3}} (?:{SURNAMES}) [\u4e00-\u9fff]{{1,2}}
                   (?=[，。、；,.;!！\s（(）)\d]|$|电话) )
    | (?P<door> (?: {_COUNT} [ ]? (?:号楼|号院|栋|幢|单元) [ ]? )+ (?: \d{{1,5}} [ ]? (?:室|号|户|房)? )?
              | (?<=[路街巷道弄村里区园苑院坊庄社镇乡屯组同]) [ ]? \d{{1,5}} (?: [-之] \d{{1,4}} )* [ ]? 号 (?!线|文|令|楼|院)
              | \d{{1,5}} (?: - \d{{1,5}} ){{2,}} | \d{{2,5}} [ ]? 室 )
    """,
    re.VERBOSE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text. `label`: what the public reads in its place; empty where it stays. `words`: as staff read it."""

    words: str
    label: str = ""


def redact(text: str, known: Collection[str] = ()) -> str:
    """`text` as the public may read it; `known` are words to hide wherever they stand (a name, an address). Done twice
    it is done once."""
    return "".join(piece.label or piece.words for piece in pieces(text, known))


def pieces(text: str, known: Collection[str] = ()) -> list[Piece]:
    """The text in its parts, in their order: what stays and what is hidden, that masked as on every page."""
    found, end = [], 0
    for start, stop, label, masked in sorted(_spans(text, known)):
        if start > end:
            found.append(Piece(text[end:start]))
        found.append(Piece(masked, label))
        end = stop
    return [*found, Piece(text[end:])] if text[end:] else found


def marked(text: str) -> list[Piece]:
    """A redacted text in its parts, for who looks at what was hidden."""
    return [Piece(part, part if MARKED.fullmatch(part) else "") for part in MARKED.split(text) if part]


_Span = tuple[int, int, str, str]


def _spans(text: str, known: Collection[str]) -> Iterator[_Span]:
    """What is to be hidden; no two overlap, as what one rule has found the next ones no longer see."""
    shadow = half_width(text)  # as long as the text, so that positions agree
    for label in MARKED.finditer(text):
        shadow = _without(shadow, *label.span())
    for word in sorted((word for word in known if len(word.strip()) > 1), key=len, reverse=True):
        for match in re.finditer(re.escape(half_width(word.strip())), shadow):
            shadow = _without(shadow, *match.span())
            yield *match.span(), PERSONAL, text[match.start()] + "*" * (match.end() - match.start() - 1)
    for one in found_in(shadow):
        shadow = _without(shadow, one.start, one.end)
        yield one.start, one.end, LABELS[one.kind], one.masked
    for match in MORE.finditer(shadow):
        if label_of := LABELS.get(match.lastgroup or ""):
            yield *match.span(), label_of, text[slice(*match.span())]


def _without(shadow: str, start: int, stop: int) -> str:
    return shadow[:start] + "\0" * (stop - start) + shadow[stop:]
