"""city.toml: what holds for the platform as a whole."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from xinqiao.assessment.indicators import SHARES
from xinqiao.cities import cells
from xinqiao.cities.city import Row
from xinqiao.cities.faults import CellError, Fault, shown
from xinqiao.cities.sections import line_of, second_factors, section_faults
from xinqiao.cities.tables import SETTINGS
from xinqiao.people import policy

Profile = dict[str, tuple[Row, ...]]

# The three rates (三率) that a city publishes are its own choice among the indicators that are shares.
RATES: Final = tuple(SHARES)


def _words(longest: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not (text := cells.text(value)) or len(text) > longest:
            raise CellError(_("“%s”不是所要的文字") % shown(value), _("写 1 到 %d 个字，用英文双引号括起") % longest)
        return text

    return read


def _cell(read: cells.Reader) -> Callable[[Any], Any]:
    return lambda value: read(_words(40)(value))


def _trio(value: Any) -> list[str]:
    if not isinstance(value, list) or len({*map(str, value)}) != 3 or not {*map(str, value)} <= {*RATES}:
        raise CellError(_("三率须是三个不同的指标"), _("从这些里选三个：%s") % "、".join(RATES))
    return value


def _years(value: Any) -> list[int]:
    if not isinstance(value, list) or not all(type(year) is int and 2000 <= year <= 2100 for year in value):
        raise CellError(_("“%s”不是年份") % shown(value), _("写成 [2027]，列出 calendar.csv 已写全的年份"))
    return value


_KEYS: Final[dict[str, Callable[[Any], Any]]] = {
    "code": _cell(cells.code),
    "name": _words(100),
    "short_name": _words(20),
    "trio": _trio,
    "calendar.complete_years": _years,
}
_OPTIONAL: Final = {"calendar.complete_years": ()}


def read_profile(path: Path) -> tuple[Profile, list[Fault]]:
    """The rows of city.toml's tables, `platform` and `years`, the roles that it names, and every mistake in it."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        document = tomllib.loads(text)
    except FileNotFoundError:
        return {}, [Fault(SETTINGS, 0, "", _("缺少这个文件"), _("从 cities/minimal 复制一份再改"))]
    except UnicodeDecodeError:
        return {}, [Fault(SETTINGS, 0, "", _("不是 UTF-8 文本"), _("用编辑器另存为 UTF-8"))]
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else 0
        return {}, [Fault(SETTINGS, line, "", _("不是合法的 TOML：%s") % error, _("对照 cities/minimal 的写法"))]
    ours = {name: value for name, value in document.items() if name not in policy.SECTIONS}
    values, faults = _checked(_flat(ours), text)
    faults += section_faults(document, text)
    line = line_of(text, "calendar.complete_years")
    years = tuple(Row(line, {"year": year}) for year in sorted({*values.pop("calendar.complete_years", ())}))
    sections = {name: document[name] for name in policy.SECTIONS if name in document}
    platform = Row(1, {"id": 1, **values, "settings": sections})
    return {"platform": (platform,), "years": years, "second_factors": second_factors(document, text)}, faults


def _flat(document: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested tables as dotted names."""
    flat: dict[str, Any] = {}
    for name, value in document.items():
        flat |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return flat


def _checked(given: dict[str, Any], text: str) -> tuple[dict[str, Any], list[Fault]]:
    remedy = _("可用的项：%s") % "、".join(_KEYS)
    faults = [
        Fault(SETTINGS, line_of(text, name), name, _("没有这一项"), remedy) for name in given if name not in _KEYS
    ]
    values: dict[str, Any] = {}
    for name, read in _KEYS.items():
        if name not in given:
            if name not in _OPTIONAL:
                faults.append(Fault(SETTINGS, 0, name, _("缺少这一项"), _("补上这一项")))
            continue
        try:
            values[name] = read(given[name])
        except CellError as bad:
            faults.append(Fault(SETTINGS, line_of(text, name), name, bad.problem, bad.remedy))
    return values, faults
