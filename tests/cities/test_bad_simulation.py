"""simulate.toml: every mistake at its line, with what belongs there."""

import pytest

from xinqiao.cities.faults import CityError
from xinqiao.cities.read import read_city

# what is written, what is written instead, the key that is named, what belongs there
REWRITTEN = [
    ("cases_a_day = 120", "cases_a_day = -1", "volume.cases_a_day", "12.5"),
    ("growth = 0", "", "volume.growth", "growth = 12.5"),
    ("growth = 0", "growth = 0\nshrinks = 1", "volume.shrinks", "weekday"),
    ("abandoned = 2", "abandoned = 102", "calls.abandoned", "0-100"),
    ("0.85, 0.75]", "0.85]", "volume.weekday", "[1, 1, 1, 1, 1, 1, 1]"),
    ('begins = "11-15"', 'begins = "31-15"', "season.begins", '"11-01"'),
    ("C12 = 3, C13", "C99 = 3, C13", "mix.category", "没有“C99”"),
    ("phone = 82", "phones = 82", "mix.source", "没有“phones”"),
    ("[units.any]", "[units.department]", "units", "[units.any]"),
    ("[units.any]", "[units.any]\nsloth = 1", "units.any.sloth", "reply"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("old", "new", "key", "wanted"), REWRITTEN)
def test_a_mistake_is_named_with_what_belongs_there(folder, rewrite, old, new, key, wanted):
    rewrite("simulate.toml", old, new)
    with pytest.raises(CityError) as bad:
        read_city(folder)
    (told,) = [str(fault) for fault in bad.value.faults]
    assert told.startswith("simulate.toml:")
    assert f":{key}:" in told
    assert wanted in told


@pytest.mark.django_db
def test_all_mistakes_are_told_at_once_and_at_their_line(folder, rewrite):
    rewrite("simulate.toml", "menu = 3", 'menu = "few"')
    rewrite("simulate.toml", "sign = 35", "sign = -35")
    with pytest.raises(CityError) as bad:
        read_city(folder)
    lines = (folder / "simulate.toml").read_text("utf-8").splitlines()
    assert [lines[fault.line - 1] for fault in bad.value.faults] == ['menu = "few"', "sign = -35"]


@pytest.mark.django_db
def test_a_file_that_is_no_toml_is_said_to_be_none(folder, rewrite):
    rewrite("simulate.toml", "[volume]", "[volume")
    with pytest.raises(CityError, match="不是合法的 TOML"):
        read_city(folder)


@pytest.mark.django_db
def test_a_city_need_not_be_simulated(folder):
    (folder / "simulate.toml").unlink()
    assert read_city(folder).simulation is None
