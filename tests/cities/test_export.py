"""The folder written back: what the database says, as the files that say it."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.cities.conftest import CITIES
from xinqiao.catalogue.models import Category
from xinqiao.cities.apply import apply
from xinqiao.cities.export import export
from xinqiao.cities.plan import plan
from xinqiao.cities.read import read_city
from xinqiao.deadlines.models import CalendarDay, DeadlineRule
from xinqiao.people.models import Platform

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["minimal", "jiayuguan"])
def test_what_is_applied_and_written_back_is_no_difference(name, tmp_path):
    apply(read_city(CITIES / name))
    export(tmp_path / "back")
    assert plan(read_city(tmp_path / "back")) == []


@pytest.mark.parametrize("name", ["minimal", "jiayuguan"])
@pytest.mark.parametrize("file", ["roles.csv", "areas.csv", "categories.csv", "sources.csv"])
def test_a_file_comes_back_in_its_own_order(name, file, tmp_path):
    apply(read_city(CITIES / name))
    export(tmp_path)
    assert _words(tmp_path / file) == _words(CITIES / name / file)


def test_a_folder_that_says_the_same_stays_as_it_is(folder, capsys):
    apply(read_city(folder))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    call_command("city", "export", str(folder))
    assert capsys.readouterr().out == "没有变化。\n"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before, "comments and order are kept"


def test_one_changed_name_is_one_changed_line(folder):
    apply(read_city(folder))
    before = (folder / "categories.csv").read_text(encoding="utf-8").splitlines()
    Category.objects.filter(code="C1001").update(name="小区物业")
    assert export(folder) == ["categories.csv"]
    after = (folder / "categories.csv").read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line not in before] == ["C1001,小区物业,C10"]
    assert len(after) == len(before)


def test_lines_that_nobody_changed_keep_their_words(folder, rewrite):
    rewrite("deadlines.csv", "R00,,,,,,4 wh,1 wd,,5 wd", "R00,,,,,,4 wh,1 wd,,5个工作日")
    apply(read_city(folder))
    DeadlineRule.objects.filter(code="R01").update(basis="咨询件")
    assert export(folder) == ["deadlines.csv"]
    text = (folder / "deadlines.csv").read_text(encoding="utf-8")
    assert "R00,,,,,,4 wh,1 wd,,5个工作日,,5 wd,,1 wd,\n" in text
    assert "咨询件" in text


def test_settings_are_written_in_full_when_one_differs(folder, capsys):
    apply(read_city(folder))
    Platform.objects.update(short_name="心桥热线")
    call_command("city", "export", str(folder))
    assert "其中的注释没有保留" in capsys.readouterr().out
    assert 'short_name = "心桥热线"' in (folder / "city.toml").read_text(encoding="utf-8")
    assert plan(read_city(folder)) == []


def test_a_retired_row_is_not_written(folder):
    apply(read_city(folder))
    Category.objects.filter(code="C1001").update(is_active=False)
    export(folder)
    assert "C1001" not in (folder / "categories.csv").read_text(encoding="utf-8")


def test_a_day_that_the_city_changed_is_written_and_the_published_ones_are_not(folder):
    apply(read_city(folder))
    CalendarDay.objects.create(on="2025-09-02", is_working=False, name="台风停工")
    export(folder)
    text = (folder / "calendar.csv").read_text(encoding="utf-8")
    assert "2025-09-02,0,台风停工" in text
    assert "2025-10-01" not in text


def test_without_a_city_there_is_nothing_to_write(tmp_path):
    with pytest.raises(CommandError, match="还没有应用过"):
        call_command("city", "export", str(tmp_path))


def _words(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8-sig").splitlines()
