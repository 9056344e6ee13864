"""Figures by the API: total and lines, as far as a grant reaches."""

import pytest

from tests.factories import archived, dispatched, person
from tests.fixtures.program import Program, problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

SEPTEMBER = "since=2025-09-01T00:00:00%2B08:00&until=2025-10-01T00:00:00%2B08:00"


def asked(role: str, unit: str = "", more: str = ""):
    return Program(person(role, unit)).get(f"/figures?{SEPTEMBER}{more}")


def of(figures: list[dict], code: str) -> tuple[int, int, int]:
    (one,) = (figure for figure in figures if figure["code"] == code)
    return one["numerator"], one["denominator"], one["excluded"]


def test_the_total_and_a_line_for_each_unit():
    archived("cgj")
    dispatched("zjj")
    found = asked("leader", more="&by=unit").json()
    assert of(found["total"], "completed") == (1, 2, 0)
    assert {line["key"]: of(line["figures"], "completed") for line in found["lines"]} == {
        "xq": (0, 0, 0), "cgj": (1, 1, 0), "zjj": (0, 1, 0),
    }  # fmt: skip


def test_a_line_for_each_week_is_named_by_its_first_day():
    archived()
    lines = asked("leader", more="&by=week").json()["lines"]
    assert [line["key"] for line in lines] == ["2025-09-01", "2025-09-08", "2025-09-15", "2025-09-22", "2025-09-29"]
    assert of(lines[0]["figures"], "accepted") == (1, 1, 0)


def test_who_sees_a_district_is_told_of_it_and_of_nothing_else():
    dispatched("cgj")
    dispatched("heping")
    found = asked("supervisor", "dongcheng", "&by=unit").json()
    assert found["unit"] == "dongcheng"
    assert of(found["total"], "handed_down") == (1, 1, 0)
    assert [line["key"] for line in found["lines"]] == ["dongcheng", "heping"]
    assert problem(asked("supervisor", "dongcheng", "&unit=cgj"))["fields"].keys() == {"unit"}


@pytest.mark.parametrize("more", ["&unit=nowhere", "&category=x", "&channel=pigeon", "&case_type=wish"])
def test_a_code_that_names_nothing_is_named(more):
    answer = asked("leader", more=more)
    assert answer.status_code == 422
    assert set(problem(answer)["fields"]) == {more.strip("&").partition("=")[0]}


@pytest.mark.parametrize("more", ["&by=moon", "&level=9", "&since=2025-10-02T00:00:00%2B08:00"])
def test_422_for_what_cannot_be_asked(more):
    assert asked("leader", more=more).status_code == 422
