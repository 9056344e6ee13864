"""`xinqiao figures`: shown, refreshed, verified."""

import csv
import io
import json
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.assessment.measuring import refreshed
from tests.factories import archived, dispatched
from xinqiao.assessment.models import Cut, DayFigure, Refreshed
from xinqiao.people.models import Unit


def told(*arguments: str) -> str:
    out = io.StringIO()
    call_command("figures", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
class TestShown:
    def test_as_a_table_with_what_each_is_made_of(self):
        archived()
        dispatched()
        table = told("--period", "2025-09")
        assert "2025-09-01 — 2025-09-30" in table
        assert any(line.split() == ["全平台", "办结率", "50.00%", "1", "2", "0"] for line in table.splitlines())

    def test_by_unit_for_a_spreadsheet(self):
        archived()
        Unit.objects.filter(code="cgj").update(name="=HYPERLINK(1)")
        written = told("--period", "2025-09", "--by", "unit", "--format", "csv")
        assert written.startswith("\ufeff范围,指标,")
        rows = list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"))))
        (row,) = (row for row in rows if row["范围"] == "'=HYPERLINK(1)" and row["指标"] == "满意率")
        assert (row["数值"], row["分子"], row["分母"], row["剔除"]) == ("100.00%", "1", "1", "0")
        assert "有效评价" in row["口径"]

    def test_for_a_program(self):
        archived()
        found = json.loads(told("--since", "2025-09-01", "--until", "2025-09-30", "--unit", "cgj", "--format", "json"))
        figures = {one["code"]: one for one in found["figures"]}
        assert figures["completed"]["percent"] == 100
        assert datetime.fromisoformat(found["until"]) == datetime.fromisoformat("2025-10-01T00:00:00+08:00")

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["--period", "上月"], "--period: “上月”不是时段"),
            (["--unit", "nowhere"], "--unit: "),
            (["--level", "12"], "--level: "),
            (["--case-type", "wish"], "--case-type: "),
        ],
    )
    def test_what_is_wrong_is_named(self, arguments, says):
        with pytest.raises(CommandError, match=says):
            told(*arguments)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("city")
class TestVerified:
    def test_nothing_differs_from_the_facts_and_what_was_stale_is_counted_first(self):
        archived()
        dispatched()
        assert "全部相符" in told("verify")
        assert Refreshed.objects.exists()
        assert DayFigure.objects.exists()

    def test_every_difference_is_named_and_mended_by_counting_anew(self):
        archived()
        refreshed(timezone.now())
        DayFigure.objects.filter(indicator="completed", cut=Cut.UNIT).update(numerator=7)
        DayFigure.objects.filter(indicator="accepted", cut=Cut.CHANNEL).delete()
        out = io.StringIO()
        with pytest.raises(CommandError, match="2 个数与事实不符"):
            call_command("figures", "verify", stdout=out)
        assert "2025-09-01 承办单位 市城市管理局 办结率: 汇总 7 / 1 / 0，事实 1 / 1 / 0" in out.getvalue()
        assert "2025-09-01 渠道 电话 受理量: 汇总 0 / 0 / 0，事实 1 / 1 / 0" in out.getvalue()
        assert "全部相符" in told("verify", "--month", "2025-08")
        told("refresh", "--month", "2025-09")
        assert "全部相符" in told("verify")

    def test_an_empty_platform_has_nothing_to_differ(self):
        assert "还没有数据" in told("verify")
