"""The city folders that come with the platform say what is known of their cities."""

from collections import Counter
from pathlib import Path

import pytest

from xinqiao.cities.city import ancestry
from xinqiao.cities.read import read_city
from xinqiao.cities.tables import CSV_FILES, TABLES

CITIES = Path(__file__).resolve().parents[2] / "cities"
ROLES = {
    "agent", "shift_lead", "dispatcher", "liaison", "handler", "reviewer", "callback_agent", "supervisor",
    "quality_inspector", "leader", "auditor", "administrator",
}  # fmt: skip
# The glossary's other roles.
MORE_ROLES = {"knowledge_editor", "inspector", "public_interest_lawyer", "case_officer", "province_officer"}


@pytest.mark.parametrize("name", sorted(entry.name for entry in CITIES.iterdir() if entry.is_dir()))
def test_every_folder_is_whole(name):
    city = read_city(CITIES / name)
    assert {row.get("role") for row in city.of("roles")} >= ROLES
    branches = set(city.parents("categories").values())
    leaves = city.codes("categories") - branches
    everywhere = {row.get("category") for row in city.of("catalogue") if not row.get("area")}
    assert leaves == everywhere, "every matter has a unit, wherever in the city it arises"
    assert [
        table.name for table in TABLES if not table.optional and table.name != "years" and not city.of(table.name)
    ] == []


@pytest.mark.parametrize("name", ["minimal", "jiayuguan"])
def test_the_hall_is_manned_at_every_minute_of_every_day(name):
    shifts = [row for row in read_city(CITIES / name).of("shifts") if row.get("days") == "every_day"]
    manned = {minute for row in shifts for minute in _minutes(row.get("begins"), row.get("ends"))}
    assert len(manned) == 24 * 60


def _minutes(begins, ends):
    first, last = (moment.hour * 60 + moment.minute for moment in (begins, ends))
    return [minute % 1440 for minute in range(first, last if last > first else last + 1440)]


def test_the_minimal_city_has_one_of_everything(minimal):
    kinds = Counter(row.get("kind") for row in minimal.of("units"))
    assert kinds == {"centre": 1, "department": 3, "district": 2, "town": 1, "village": 2, "company": 1}


@pytest.fixture(scope="module")
def minimal():
    return read_city(CITIES / "minimal")


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


def test_jiayuguan_has_every_role_of_the_field(jiayuguan):
    assert jiayuguan.codes("roles") == ROLES | MORE_ROLES


def test_jiayuguan_gives_the_orders_of_the_province_to_an_officer_and_to_higher_units(jiayuguan):
    province = next(row for row in jiayuguan.of("sources") if row.get("code") == "province")
    assert (province.get("is_upper"), province.get("officer")) == (True, "province_officer")
    levels = {row.get("code"): row.get("level") for row in jiayuguan.of("units")}
    wide = [row for row in jiayuguan.of("catalogue") if not row.get("area")]
    assert {levels[row.get("lead")] for row in wide} <= set(range(province.get("lead_level") + 1))


def test_jiayuguan_merged_its_lines_in_all_three_ways(jiayuguan):
    modes = Counter(row.get("mode") for row in jiayuguan.of("hotlines"))
    assert modes["sub_centre"] == 3
    assert min(modes["absorbed"], modes["both_numbers"]) >= 10


def test_jiayuguan_has_a_desk_for_enterprises(jiayuguan):
    assert (
        next(row for row in jiayuguan.of("sources") if row.get("code") == "enterprise").get("name").startswith("陇商通")
    )
    assert next(row for row in jiayuguan.of("queues") if "陇商通" in row.get("name")).get("skills") == ["enterprise"]


def test_every_ladder_ends_on_its_highest_rung(jiayuguan):
    above = jiayuguan.parents("ladder")
    levels = {row.get("code"): row.get("level") for row in jiayuguan.of("ladder")}
    ends = {next(code for code in ancestry(entry, above) if not above[code]) for entry in above}
    assert levels[max(ends, key=lambda code: levels[code])] == max(levels.values()) == 7


@pytest.mark.parametrize(
    "code",
    [
        "litigation", "arbitration", "discipline_inspection", "administrative_review", "information_disclosure",
        "petition", "state_secrets", "privacy", "public_order", "business_secrets",
    ],
)  # fmt: skip
def test_jiayuguan_names_the_door_of_every_refusal(jiayuguan, code):
    ground = jiayuguan.keyed("grounds")["decline", code]
    assert ground.get("door")


def test_the_notes_of_jiayuguan_speak_of_every_file():
    notes = (CITIES / "jiayuguan" / "NOTES.md").read_text("utf-8")
    assert [file for file in (*CSV_FILES, "city.toml", "simulate.toml") if f"| `{file}` |" not in notes] == [
        "calendar.csv"
    ]
