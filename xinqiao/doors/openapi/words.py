"""What is wrong with a field, in words: pydantic's own are English only. Never what was sent, which may be personal."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_NUMBER: Final = ("int_type", "int_parsing", "int_parsing_size", "int_from_float", "finite_number")
_MOMENT: Final = (
    "datetime_type", "datetime_parsing", "datetime_from_date_parsing", "datetime_object_invalid", "timezone_aware",
)  # fmt: skip
_DAY: Final = ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact")

# Type of the error -> our words; the placeholders are those of its context.
WORDS: Final[dict[str, Promise]] = {
    "missing": _("必填"),
    "extra_forbidden": _("没有这一项；请核对字段名"),
    "string_type": _("应为文字，用引号括起"),
    "string_unicode": _("含有不成字的编码；请去掉"),
    "string_too_short": _("至少 %(min_length)d 个字"),
    "string_too_long": _("太长，最多 %(max_length)d 个字"),
    "string_pattern_mismatch": _("写法不对，应符合 %(pattern)s"),
    **dict.fromkeys(("literal_error", "enum"), _("可选：%(expected)s")),
    **dict.fromkeys(("bool_type", "bool_parsing"), _("应为 true 或 false")),
    **dict.fromkeys(_NUMBER, _("应为整数")),
    "greater_than_equal": _("不得小于 %(ge)d"),
    "less_than_equal": _("不得大于 %(le)d"),
    "list_type": _("应为列表，写在方括号内"),
    "too_short": _("至少 %(min_length)d 项"),
    "too_long": _("最多 %(max_length)d 项"),
    **dict.fromkeys(_MOMENT, _("应为带时区的时刻，如 2026-11-22T09:30:00+08:00")),
    **dict.fromkeys(_DAY, _("应为日期，如 2026-11-22")),
    **dict.fromkeys(("model_type", "model_attributes_type"), _("应为 JSON 对象，写在花括号内")),
    # Raised by `strict`.
    "nul_character": _("含有 NUL 字符（\\u0000），不能保存；请去掉"),
    "year_out_of_reach": _("应为 %(first)d 年至 %(last)d 年之间的时刻"),
}
_QUOTED: Final = re.compile(r"'([^']*)'")


def in_words(error: Mapping[str, Any]) -> str:
    """What one error of pydantic (its `type` and `ctx`) says, in the language of the request."""
    words = WORDS.get(error["type"])
    return str(words) % _context(error.get("ctx", {})) if words else gettext("不正确")


def _context(given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the placeholders; choices, which pydantic lists as an English sentence, by commas."""
    listed = {"expected": ", ".join(_QUOTED.findall(given["expected"]))} if "expected" in given else {}
    return {**given, **listed}
