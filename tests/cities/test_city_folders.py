"""The city folders that come with the platform say what is known of their cities."""

from collections import Counter
from pathlib import Path

import pytest

from xinqiao.cities.read import read_city

CITIES = Path(__file__).resolve().parents[2] / "cities"
ROLES = {
    "agent", "shift_lead", "dispatcher", "liaison", "handler", "reviewer", "callback_agent", "supervisor",
    "quality_inspector", "leader", "auditor", "administrator",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(entry.name for entry in CITIES.iterdir() if entry.is_dir()))
def test_every_folder_is_whole(name):
    city = read_city(CITIES / name)
    assert {row.get("role") for row in city.of("roles")} >= ROLES
    branches = set(city.parents("categories").values())
    leaves = city.codes("categories") - branches
    everywhere = {row.get("category") for row in city.of("catalogue") if not row.get("area")}
    assert leaves == everywhere, "every matter has a unit, wherever in the city it arises"


@pytest.fixture(scope="module")
def jiayuguan():
    return read_city(CITIES / "jiayuguan")


def test_jiayuguan_is_one_platform_three_sub_centres_and_forty_eight(jiayuguan):
    kinds = Counter(row.get("kind") for row in jiayuguan.of("units"))
    assert (kinds["centre"], kinds["sub_centre"], kinds["village"], kinds["district"]) == (1, 3, 48, 0)


def test_jiayuguan_halves_the_time_of_orders_from_the_province_alone(jiayuguan):
    cut = {row.get("code"): row.get("limit_factor") for row in jiayuguan.of("sources") if row.get("limit_factor") != 1}
    assert {code: float(factor) for code, factor in cut.items()} == {"province": 0.5}


def test_jiayuguan_has_a_fine_tree_of_categories(jiayuguan):
    assert len(jiayuguan.codes("categories") - set(jiayuguan.parents("categories").values())) >= 100


@pytest.mark.parametrize(
    ("category", "area", "lead", "assisting"),
    [
        ("室内温度不达标", "", "市房产管理局", {"嘉恒公司", "市热力公司"}),
        ("商业经营噪声", "", "市城市管理综合执法局", {"市生态环境局", "市市场监督管理局"}),
        ("违法建设与私搭棚圈", "雄关街道", "雄关街道", {"市自然资源局", "市消防救援支队", "市房产管理局"}),
        ("乱倒垃圾与卫生死角", "钢城街道", "钢城街道", {"市自然资源局", "市消防救援支队", "市房产管理局"}),
    ],
)
def test_jiayuguan_gives_its_monthly_topics_to_the_units_that_answered_them(jiayuguan, category, area, lead, assisting):
    names = {
        (table, row.get("code")): row.get("name")
        for table in ("units", "areas", "categories")
        for row in jiayuguan.of(table)
    }
    row = next(
        row
        for row in jiayuguan.of("catalogue")
        if names["categories", row.get("category")] == category and names.get(("areas", row.get("area")), "") == area
    )
    assert names["units", row.get("lead")] == lead
    assert {names["units", code] for code in row.get("assisting")} == assisting
