"""Which unit the dispatch catalogue names, the nearest area first, and always why."""

import pytest

from tests.factories import registered
from xinqiao.advice.units import suggest
from xinqiao.people.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def suggested(**facts: str) -> list[str]:
    return [one.unit.code for one in suggest(registered(**facts))]


@pytest.mark.parametrize(
    ("category", "area", "units"),
    [
        ("C1001", "A101", ["heping", "zjj"]),
        ("C1001", "A1", ["zjj"]),
        ("C1103", "A10101", ["xingfu", "cgj"]),
        ("C1001", "A10101", ["heping", "zjj"]),
        ("C1001", "", ["zjj"]),
        ("C1301", "A101", ["dongcheng"]),
        ("", "A101", []),
    ],
)
def test_the_nearest_area_first_then_the_whole_city(category, area, units):
    assert suggested(category=category, area=area) == units


def test_every_suggestion_says_why():
    near, wide = suggest(registered(category="C1001", area="A101"))
    assert near.reason == "派单目录：物业服务 · 和平街道（物业管理条例）"
    assert wide.reason == "派单目录：物业服务 · 全市（物业管理条例）"


def test_a_retired_unit_is_not_suggested():
    Unit.objects.filter(code="heping").update(is_active=False)
    assert suggested(category="C1001", area="A101") == ["zjj"]
