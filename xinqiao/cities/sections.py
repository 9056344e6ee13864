"""The sections of city.toml that `people.policy` reads: what is wrong in them, each mistake at its line."""

import re
from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any, Final, get_type_hints

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinqiao.catalogue.models import CaseType
from xinqiao.cities.city import City, Row
from xinqiao.cities.faults import Fault, shown
from xinqiao.cities.tables import SETTINGS
from xinqiao.clock.limit import Limit
from xinqiao.people import policy

_WANTED: Final[Mapping[Any, tuple[Any, Any]]] = {
    bool: (gettext_lazy("“%s”既不是 true 也不是 false"), gettext_lazy("写 true 或 false，不加引号")),
    int: (gettext_lazy("“%s”不是所要的整数"), gettext_lazy("写 0 到 9999 的整数，不加引号")),
    policy.Positive: (gettext_lazy("“%s”不是所要的整数"), gettext_lazy("写 1 到 9999 的整数，不加引号")),
    time: (gettext_lazy("“%s”不是一天中的时刻"), gettext_lazy('写成 "17:29"')),
    Limit: (
        gettext_lazy("“%s”不是时限"),
        gettext_lazy('写数量和单位：min 分钟、h 小时、d 自然日、wh 工作小时、wd 工作日，如 "5 wd"'),
    ),
    policy.Words: (gettext_lazy("“%s”不是一组词"), gettext_lazy('写成 ["complaint", "report"]，可以是空的 []')),
    policy.Hours: (
        gettext_lazy("“%s”不是一天的时段"),
        gettext_lazy('由早到晚写成 ["09:00-12:00", "13:00-17:30"]，互不重叠'),
    ),
}
LOGS_KEPT_DAYS: Final = 183  # Cybersecurity Law art. 21: at least six months
_LISTED: Final = dict.fromkeys(("intake.answers_to_approve", "dispatch.prechecked"), tuple(map(str, CaseType)))


def section_faults(document: Mapping[str, Any], text: str) -> list[Fault]:
    """Every value that its section cannot hold and every key that it does not have; `text` is the file's."""
    return [
        Fault(SETTINGS, line_of(text, key), key, problem, remedy)
        for name in policy.SECTIONS
        if name in document
        for key, problem, remedy in _section(name, document[name])
    ]


def _section(name: str, written: Any) -> Iterator[tuple[str, str, str]]:
    if not isinstance(written, Mapping):
        yield name, _("“%s”应是一节") % name, _("写成单独一行 [%s]，下面逐行写各项") % name
        return
    hints = get_type_hints(policy.SECTIONS[name])
    for key, value in written.items():
        try:
            policy.parse({name: {key: value}})
        except policy.BadPolicy as bad:
            yield bad.key, *_said(hints.get(key), value, bad, hints)
        else:
            yield from _beyond(f"{name}.{key}", value)


def _beyond(key: str, value: Any) -> Iterator[tuple[str, str, str]]:
    """What its kind can hold and its meaning cannot."""
    if key.endswith("percent") and value > 100:
        yield key, _("“%s”超过百分之百") % value, _("写 0 到 100 的整数")
    if key == "retention.audit_days" and 0 < value < LOGS_KEPT_DAYS:
        yield key, _("“%s”少于半年") % value, _("访问记录至少保留 %d 天；写 0 表示一直保留") % LOGS_KEPT_DAYS
    known = _LISTED.get(key, ())
    for word in value if known else ():
        if word not in known:
            yield key, _("“%s”不在可选值之内") % shown(word), _("可选值：%s") % "、".join(known)


def _said(kind: Any, value: Any, bad: policy.BadPolicy, hints: Mapping[str, Any]) -> tuple[str, str]:
    """What the problem is and what belongs there instead."""
    if kind is None:
        return _("没有这一项"), _("可用的项：%s") % "、".join(hints)
    problem, remedy = _WANTED.get(kind, (gettext_lazy("“%s”不能这样写"), _("应为：%s") % bad.wanted))
    return problem % shown(value), str(remedy)


def second_factors(document: Mapping[str, Any], text: str) -> tuple[Row, ...]:
    """The roles that city.toml asks a second factor of, each at its line."""
    section = document.get("sign_in")
    words = section.get("second_factor") if isinstance(section, Mapping) else None
    line = line_of(text, "sign_in.second_factor")
    return (
        tuple(Row(line, {"role": word}) for word in words if isinstance(word, str)) if isinstance(words, list) else ()
    )


def faults(city: City) -> list[Fault]:
    """Roles that city.toml names and roles.csv does not have."""
    roles = city.codes("roles")
    return [
        Fault(SETTINGS, row.line, "sign_in.second_factor", _("没有编码为“%s”的角色") % shown(row.get("role")), remedy)
        for row in city.of("second_factors")
        if "roles" in city.rows and row.get("role") not in roles
        for remedy in (_("可选值：%s") % "、".join(sorted(roles)),)
    ]


def line_of(text: str, key: str) -> int:
    """The line of city.toml where a dotted name is set, or where its section begins; 0 when neither is found."""
    section, _dot, last = key.rpartition(".")
    here, begins = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if opened := re.match(r"\s*\[([\w.\s-]+)\]", line):
            here = opened[1].strip()
            begins = number if here == section else begins
        wanted = last if here == section else "" if here else key
        if wanted and re.match(rf"\s*{re.escape(wanted)}\s*=", line):
            return number
    return begins
