"""docs/figures.md tells every indicator."""

from pathlib import Path

import pytest

from xinqiao.assessment.indicators import INDICATORS

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "figures.md").read_text("utf-8")


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=INDICATORS)
def test_every_indicator_stands_with_its_name_and_whose_it_is(indicator):
    (row,) = (line for line in DOCUMENT.splitlines() if line.startswith(f"| `{indicator.code}` |"))
    assert f" {indicator.label} " in row
    assert row.endswith("| unit |" if indicator.by_unit else "| platform |")
