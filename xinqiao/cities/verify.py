"""What must hold between the rows of a city folder: references, trees, lengths; then `policy`."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from xinqiao.cities import duties, hall, officers, policy, sections, simulated
from xinqiao.cities.city import City, ancestry, path
from xinqiao.cities.columns import Column, Table
from xinqiao.cities.faults import Fault, shown
from xinqiao.cities.tables import BY_NAME, TABLES


def faults(city: City) -> list[Fault]:
    """Every mistake that shows only when rows are seen together."""
    found: list[Fault] = []
    for table in TABLES:
        found += _too_long(city, table)
        found += _unknown(city, table)
        if table.upward:
            found += _bad_branches(city, table)
    found += policy.faults(city) + duties.faults(city) + hall.faults(city) + sections.faults(city)
    return [*found, *officers.faults(city), *simulated.faults(city)]


def _too_long(city: City, table: Table) -> Iterator[Fault]:
    for column in table.columns:
        longest = getattr(table.model._meta.get_field(column.model_field), "max_length", None)
        for row in city.of(table.name):
            value = row.get(column.name)
            if longest is not None and isinstance(value, str) and len(value) > longest:
                problem = _("“%s”太长") % shown(value)
                yield Fault(table.file, row.line, column.name, problem, _("至多 %d 个字") % longest)


def _unknown(city: City, table: Table) -> Iterator[Fault]:
    """Codes that name no row of the table they refer to. A table that could not be read accuses nobody."""
    for column in table.columns:
        if not column.refers or column.refers not in city.rows:
            continue
        known = city.codes(column.refers)
        for row in city.of(table.name):
            for code in _named(row.get(column.name), column):
                if code not in known:
                    title, file = BY_NAME[column.refers].title, BY_NAME[column.refers].file
                    problem = _("没有编码为“%(code)s”的%(title)s") % {"code": shown(code), "title": title}
                    yield Fault(table.file, row.line, column.name, problem, _("改正编码，或先在 %s 中增加") % file)


def _named(value: object, column: Column) -> tuple[str, ...]:
    if column.many and isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, str) and value else ()


def _bad_branches(city: City, table: Table) -> Iterator[Fault]:
    """Circles of parents, and branches too deep for their path."""
    parents = city.parents(table.name)
    for row in city.of(table.name):
        code = row.get("code")
        if not code:
            continue
        above = [*ancestry(code, parents)]
        if parents[above[-1]] in above:
            circle = " → ".join([*above, parents[above[-1]]])
            yield Fault(table.file, row.line, table.upward, _("成了环：%s") % circle, _("改正其中一行"))
        elif table.is_tree and len(path(code, parents)) > 255:
            yield Fault(table.file, row.line, "parent", _("层级太深，路径超过 255 个字符"), _("减少层级或缩短编码"))
