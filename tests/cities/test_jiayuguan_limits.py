"""Jiayuguan's matrix of limits gives each kind of matter the limit that its rows mean."""

from datetime import datetime
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from tests.clock.calendars import CALENDAR, at
from xinqiao.catalogue.models import CaseType, Category, Source
from xinqiao.cities.apply import apply
from xinqiao.cities.read import read_city
from xinqiao.clock.due import due_at
from xinqiao.clock.limit import Limit
from xinqiao.deadlines.models import DeadlineRule
from xinqiao.deadlines.rules import Matrix, limits_for

CITY = Path(__file__).resolve().parents[2] / "cities" / "jiayuguan"
CRITICAL, URGENT, NORMAL = "critical", "urgent", "normal"


@pytest.mark.django_db
def test_each_matter_finds_its_row():
    apply(read_city(CITY))
    expected = [
        # case type, category, urgency, source, unit level -> sign, handle
        ("consultation", "C1201", NORMAL, "phone", 1, "2 wh", "1 wd"),
        ("help", "C1001", NORMAL, "phone", 1, "4 wh", "5 wd"),
        ("complaint", "C0801", NORMAL, "web", 1, "4 wh", "10 wd"),
        ("report", "C1604", NORMAL, "phone", 1, "4 wh", "15 wd"),
        ("suggestion", "C1007", NORMAL, "wechat", 1, "1 wd", "10 wd"),
        # life danger comes before everything else, whatever the matter, the channel, the unit
        ("help", "C1001", CRITICAL, "phone", 1, "15 min", "24 h"),
        ("help", "C1001", CRITICAL, "enterprise", 4, "15 min", "24 h"),
        ("suggestion", "C1007", CRITICAL, "web", 1, "15 min", "24 h"),
        # utilities on any day of the week
        ("help", "C0101", NORMAL, "phone", 1, "2 h", "24 h"),
        ("help", "C0101", URGENT, "phone", 1, "30 min", "12 h"),
        ("help", "C0306", CRITICAL, "phone", 1, "15 min", "6 h"),
        ("complaint", "C0203", CRITICAL, "enterprise", 4, "15 min", "12 h"),
        ("complaint", "C0203", URGENT, "phone", 1, "30 min", "24 h"),
        ("complaint", "C0101", NORMAL, "phone", 1, "4 wh", "10 wd"),
        # wages, enterprises, villages inside their town's limit
        ("complaint", "C1101", NORMAL, "phone", 1, "2 wh", "5 wd"),
        ("help", "C2103", NORMAL, "enterprise", 1, "2 wh", "10 wd"),
        ("consultation", "C2103", NORMAL, "enterprise", 1, "2 wh", "1 wd"),
        ("help", "C1301", NORMAL, "phone", 4, "4 wh", "3 wd"),
        ("help", "C1301", URGENT, "phone", 4, "30 min", "2 wd"),
        # half the time for the province
        ("complaint", "C0801", NORMAL, "province", 1, "4 wh", "5 wd"),
        ("help", "C1001", NORMAL, "province", 1, "4 wh", "3 wd"),
        ("help", "C0101", URGENT, "province", 1, "30 min", "6 h"),
    ]
    categories, sources = Category.objects.in_bulk(field_name="code"), Source.objects.in_bulk(field_name="code")
    for case_type, category, urgency, source, level, sign, handle in expected:
        limits = limits_for(
            case_type=case_type, category=categories[category], urgency=urgency, source=sources[source], unit_level=level
        )  # fmt: skip
        found = (str(limits.sign), str(limits.handle))
        assert found == (sign, handle), (case_type, category, urgency, source, level, limits.rule_code)


@cache
def ends(limit: Limit | None) -> datetime:
    """When it runs out of what is handed down on an ordinary Monday, nine o'clock; what has no limit never does."""
    return due_at(at("2025-09-01 09:00"), limit, CALENDAR) if limit else at("2999-12-31 00:00")


@pytest.mark.django_db
def test_what_is_more_urgent_is_never_slower():
    """Life danger before urgent before the rest: for each matter, wherever it comes from, whoever gets it."""
    apply(read_city(CITY))
    matrix, leaves = Matrix(), Category.objects.exclude(pk__in=Category.objects.exclude(parent=None).values("parent"))
    levels = [1, *DeadlineRule.objects.exclude(unit_level=None).values_list("unit_level", flat=True).distinct()]
    slower = []
    for category, case_type, source, level in product(leaves, CaseType, Source.objects.all(), levels):
        matter = {"case_type": case_type, "category": category, "source": source, "unit_level": level}
        most, more, usual = (matrix.limits_for(urgency=urgency, **matter) for urgency in (CRITICAL, URGENT, NORMAL))
        for kind in ("sign", "contact", "handle"):
            moments = [ends(getattr(limits, kind)) for limits in (most, more, usual)]
            if moments != sorted(moments):
                slower.append((kind, most.rule_code, more.rule_code, usual.rule_code))
    assert {*slower} == set()
