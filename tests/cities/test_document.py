"""docs/city.md names every file, every column and every setting that a city folder can hold."""

from pathlib import Path
from typing import get_type_hints

import pytest

from xinqiao.catalogue.models import Ground
from xinqiao.cities.simulation import Behaviour, Calls, Citizens, Desk, Mix, Season, Volume
from xinqiao.cities.tables import CSV_FILES, columns_of
from xinqiao.people import policy
from xinqiao.supervision.models import Rung

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "city.md").read_text("utf-8")


@pytest.mark.parametrize("file", CSV_FILES)
def test_every_file_stands_with_its_columns_in_their_order(file):
    (row,) = (line for line in DOCUMENT.splitlines() if line.startswith(f"| `{file}`"))
    columns = [f"`{column.name}`" + ("\\*" if column.required else "") for column in columns_of(file)]
    assert " ".join(columns) in row


@pytest.mark.parametrize("section", policy.SECTIONS)
def test_every_setting_is_told(section):
    keys = get_type_hints(policy.SECTIONS[section])
    assert [key for key in keys if f"`{section}.{key}`" not in DOCUMENT] == []


def test_every_word_of_the_ladder_and_the_grounds_is_told():
    words = [*Ground.Kind.values, *Rung.Trigger.values, *Rung.Instrument.values, *Rung.Channel.values]
    assert [word for word in words if f"`{word}`" not in DOCUMENT] == []


@pytest.mark.parametrize("section", [Volume, Season, Mix, Calls, Desk, Behaviour, Citizens])
def test_every_key_of_the_simulators_days_is_told(section):
    assert [key for key in get_type_hints(section) if f"`{key}`" not in DOCUMENT] == []
