"""An answer as text for a terminal, a spreadsheet or a program."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Final
from unicodedata import east_asian_width

from django.utils import timezone
from django.utils.translation import gettext as _

from xinqiao.assessment.asking import in_words
from xinqiao.assessment.figures import Answer, Figure

BOM: Final = "\ufeff"  # without it spreadsheet programs take the file for GBK


def _rows(answer: Answer) -> Iterator[tuple[str, Figure]]:
    """The total, then each line, with every figure that says anything."""
    whole = in_words(answer.question.total_where)
    yield from ((whole, figure) for figure in answer.total.values() if not figure.is_empty)
    for line in answer.lines:
        yield from ((line.share.label, figure) for figure in line.figures.values() if not figure.is_empty)


def _heads() -> list[str]:
    return [_("范围"), _("指标"), _("数值"), _("分子"), _("分母"), _("剔除")]


def _cells(whose: str, figure: Figure) -> list[str]:
    parts = [str(figure.numerator) if figure.is_share else "", str(figure.denominator), str(figure.excluded)]
    return [whose, _(figure.indicator.label), value(figure), *parts]


def value(figure: Figure) -> str:
    """A share in percent with two decimals, a count as it is; a dash for a share of nothing."""
    if not figure.is_share:
        return str(figure.denominator)
    return "—" if figure.percent is None else f"{figure.percent:.2f}%"


def as_table(answer: Answer) -> str:
    """Columns that stand below each other where Chinese characters are two columns wide."""
    rows = [_heads(), *(_cells(*row) for row in _rows(answer))]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([_about(answer), *lines, ""])


def _about(answer: Answer) -> str:
    period = answer.question.period
    days = f"{timezone.localtime(period.since):%Y-%m-%d} — {timezone.localtime(period.last):%Y-%m-%d}"
    return f"{days}  {_('截至')} {timezone.localtime(answer.as_of):%Y-%m-%d %H:%M}"


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def as_csv(answer: Answer) -> str:
    """One row for each figure, with its rule. A cell that a spreadsheet would take for a formula is marked as text."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow([*_heads(), _("口径"), _("截至")])
    as_of = f"{timezone.localtime(answer.as_of):%Y-%m-%d %H:%M}"
    for whose, figure in _rows(answer):
        rows.writerow([_harmless(cell) for cell in (*_cells(whose, figure), _(figure.indicator.rule), as_of)])
    return BOM + written.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell


def as_json(answer: Answer) -> str:
    """One object: when, and the rows."""
    rows = [
        {
            "of": whose, "code": figure.indicator.code, "label": _(figure.indicator.label),
            "numerator": figure.numerator, "denominator": figure.denominator, "excluded": figure.excluded,
            "percent": figure.percent,
        }
        for whose, figure in _rows(answer)
    ]  # fmt: skip
    period = answer.question.period
    asked = {"since": period.since.isoformat(), "until": period.until.isoformat(), "as_of": answer.as_of.isoformat()}
    return json.dumps(asked | {"figures": rows}, ensure_ascii=False, indent=1) + "\n"


FORMATS: Final[dict[str, Callable[[Answer], str]]] = {"table": as_table, "csv": as_csv, "json": as_json}
