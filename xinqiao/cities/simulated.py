"""What is wrong in simulate.toml: each mistake at its line, and codes that the city does not have."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from xinqiao.catalogue.models import CaseType, Urgency
from xinqiao.cities import simulation
from xinqiao.cities.city import City
from xinqiao.cities.faults import Fault, shown
from xinqiao.cities.sections import line_of
from xinqiao.cities.simulation import BadSimulation, Simulation
from xinqiao.people.models import Unit

SIMULATION: Final = "simulate.toml"


def read_simulation(path: Path) -> tuple[Simulation | None, list[Fault]]:
    """The file's content, None where there is no such file: a city need not be simulated. And every mistake in it."""
    if not path.exists():
        return None, []
    try:
        return simulation.read(path), []
    except UnicodeDecodeError:
        return None, [Fault(SIMULATION, 0, "", _("不是 UTF-8 文本"), _("用编辑器另存为 UTF-8"))]
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        problem, remedy = _("不是合法的 TOML：%s") % error, _("对照 cities/minimal 的写法")
        return None, [Fault(SIMULATION, int(found[1]) if found else 0, "", problem, remedy)]
    except BadSimulation as bad:
        text = path.read_text("utf-8-sig")
        problem, remedy = _("没有、多余或写法不对"), _("应为：%s")
        return None, [
            Fault(SIMULATION, line_of(text, one.key), one.key, problem, remedy % one.wanted) for one in bad.mistakes
        ]


def faults(city: City) -> list[Fault]:
    """Codes in simulate.toml that no row of the folder has."""
    return [*_unknown(city, city.simulation)] if city.simulation else []


def _unknown(city: City, said: Simulation) -> Iterator[Fault]:
    seasons = {f"season.{season.name}": season.categories for season in said.season}
    named: list[tuple[str, Mapping[str, object], set[str]]] = [
        ("mix.source", said.mix.source, city.codes("sources")),
        ("mix.category", said.mix.category, city.codes("categories")),
        ("mix.case_type", said.mix.case_type, set(CaseType.values)),
        ("mix.urgency", said.mix.urgency, set(Urgency.values)),
        ("desk.answered", said.desk.answered, set(CaseType.values)),
        ("units", said.units, {*Unit.Kind.values, "any"}),
        *((where, weights, city.codes("categories")) for where, weights in seasons.items()),
        ("calls.source", {said.calls.source: 1}, city.codes("sources")),
    ]
    for where, weights, known in named:
        for code in sorted(set(weights) - known if known else ()):
            remedy = _("可选值：%s") % "、".join(sorted(known))
            yield Fault(SIMULATION, 0, where, _("没有“%s”") % shown(code), remedy)
