"""Which row of the matrix speaks for a matter."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.clock.calendars import at
from xinqiao.catalogue.models import Category, Source
from xinqiao.clock.limit import Limit
from xinqiao.deadlines.models import DeadlineRule
from xinqiao.deadlines.rules import BadRule, Matter, NoRule, limits_for, pick

HEATING = Category(pk=1, code="10", path="/10/")
COLD_ROOM = Category(pk=2, code="1001", path="/10/1001/")
NOISE = Category(pk=3, code="20", path="/20/")
PROVINCE = 9


def rule(code: str, **conditions: object) -> DeadlineRule:
    return DeadlineRule(code=code, handle_limit="5 wd", **conditions)


def matter(**facts: object) -> Matter:
    usual = {"case_type": "help", "category_path": "/10/1001/", "urgency": "normal", "source_id": 1, "unit_level": 1}
    return Matter(**usual | facts)


ANY = rule("any")


@pytest.mark.parametrize(
    ("rules", "asked", "speaks"),
    [
        ([ANY], matter(), "any"),
        ([rule("complaint", case_type="complaint")], matter(), None),
        ([ANY, rule("help", case_type="help")], matter(), "help"),
        ([ANY, rule("heating", category=HEATING)], matter(), "heating"),  # a category speaks for those below it
        ([ANY, rule("heating", category=HEATING)], matter(category_path="/10/"), "heating"),
        ([ANY, rule("heating", category=HEATING)], matter(category_path="/100/"), "any"),  # 100 is not below 10
        ([ANY, rule("heating", category=HEATING)], matter(category_path=""), "any"),  # not yet classified
        ([ANY, rule("cold", category=COLD_ROOM)], matter(category_path="/10/"), "any"),
        ([rule("heating", category=HEATING), rule("cold", category=COLD_ROOM)], matter(), "cold"),
        ([rule("noise", category=NOISE), ANY], matter(), "any"),
        ([ANY, rule("urgent", urgency="urgent")], matter(), "any"),
        ([ANY, rule("urgent", urgency="urgent")], matter(urgency="urgent"), "urgent"),
        ([ANY, rule("province", source_id=PROVINCE)], matter(), "any"),
        ([ANY, rule("province", source_id=PROVINCE)], matter(source_id=PROVINCE), "province"),
        ([ANY, rule("city", unit_level=1), rule("town", unit_level=3)], matter(unit_level=3), "town"),
        # most conditions first
        (
            [rule("urgent", urgency="urgent"), rule("heating help", case_type="help", category=HEATING)],
            matter(urgency="urgent"),
            "heating help",
        ),
        # then urgency, source, depth of category, case type, unit level
        ([rule("a", source_id=1), rule("b", urgency="normal")], matter(), "b"),
        ([rule("a", category=COLD_ROOM), rule("b", source_id=1)], matter(), "b"),
        ([rule("a", case_type="help"), rule("b", category=HEATING)], matter(), "b"),
        ([rule("a", unit_level=1), rule("b", case_type="help")], matter(), "b"),
        (
            [rule("a", category=HEATING, case_type="help"), rule("b", category=COLD_ROOM, unit_level=1)],
            matter(),
            "b",
        ),
        # an undecided tie is the city's mistake: the lower code holds
        ([rule("b", case_type="help"), rule("a", case_type="help")], matter(), "a"),
        ([], matter(), None),
    ],
)
def test_the_most_specific_rule_speaks(rules, asked, speaks):
    for order in (rules, rules[::-1]):
        chosen = pick(order, asked)
        assert (chosen.code if chosen else None) == speaks


@pytest.mark.django_db
class TestLimits:
    @pytest.fixture
    def city(self) -> dict:
        heating = Category.objects.create(code="t10", name="供热")
        return {
            "heating": heating,
            "cold": Category.objects.create(code="t1001", name="室温不达标", parent=heating),
            "phone": Source.objects.create(code="t-phone", name="电话"),
            "province": Source.objects.create(code="t-province", name="省平台", limit_factor=Decimal("0.5")),
        }

    def ask(self, city, **facts):
        usual = {
            "case_type": "help",
            "category": city["cold"],
            "urgency": "normal",
            "source": city["phone"],
            "unit_level": 1,
        }
        return limits_for(**usual | facts)

    def test_the_rows_limits_are_given(self, city):
        DeadlineRule.objects.create(
            code="heating", category=city["heating"], sign_limit="30 min", contact_limit="24 h", handle_limit="5 wd"
        )
        limits = self.ask(city)
        assert (limits.sign, limits.contact) == (Limit.parse("30 min"), Limit.parse("24 h"))
        assert (limits.handle, limits.rule_code) == (Limit.parse("5 wd"), "heating")

    def test_an_empty_limit_is_none(self, city):
        DeadlineRule.objects.create(code="any", handle_limit="7 wd")
        assert (self.ask(city).sign, self.ask(city).contact) == (None, None)

    def test_all_limits_of_the_row_are_given(self, city):
        DeadlineRule.objects.create(
            code="all",
            answer_limit="2 wd",
            handle_limit="10 wd",
            progress_limit="5 wd",
            extension_limit="15 wd",
            extension_needs_progress=True,
            return_limit="1 wd",
        )
        limits = self.ask(city)
        given = (limits.answer, limits.handle, limits.progress, limits.extension, limits.send_back)
        assert [str(limit) for limit in given] == ["2 wd", "10 wd", "5 wd", "15 wd", "1 wd"]
        assert limits.extension_needs_progress

    def test_an_order_from_the_province_has_half_the_time_to_answer_and_to_handle(self, city):
        """Floor rule 9. More time is asked upward: what an extension may be is not cut."""
        DeadlineRule.objects.create(
            code="any", sign_limit="4 wh", answer_limit="3 wd", handle_limit="5 wd", extension_limit="5 wd"
        )
        limits = self.ask(city, source=city["province"])
        given = (limits.sign, limits.answer, limits.handle, limits.extension)
        assert [str(limit) for limit in given] == ["4 wh", "2 wd", "3 wd", "5 wd"]

    def test_the_orders_own_deadline_goes_along(self, city):
        DeadlineRule.objects.create(code="any", handle_limit="5 wd")
        own = at("2025-09-24 12:00")
        assert self.ask(city, source=city["province"], own_due_at=own).own_due_at == own

    def test_a_rule_for_the_province_states_its_own_limit(self, city):
        DeadlineRule.objects.create(code="province", source=city["province"], handle_limit="4 wd")
        assert str(self.ask(city, source=city["province"]).handle) == "4 wd"

    def test_a_case_without_category_has_limits_too(self, city):
        DeadlineRule.objects.create(code="any", handle_limit="7 wd")
        assert self.ask(city, category=None).rule_code == "any"

    def test_one_query(self, city):
        DeadlineRule.objects.create(code="heating", category=city["heating"], handle_limit="5 wd")
        with CaptureQueriesContext(connection) as queries:
            self.ask(city)
        assert len(queries) == 1

    def test_a_matter_without_rule_is_named(self, city):
        DeadlineRule.objects.create(code="complaints", case_type="complaint", handle_limit="15 wd")
        with pytest.raises(NoRule, match=r"求助.*室温不达标.*一般.*电话.*一级.*deadlines\.csv"):
            self.ask(city)

    @pytest.mark.parametrize(
        ("columns", "named"),
        [
            ({"handle_limit": "soon"}, "handle_limit: 'soon'"),
            ({"handle_limit": "5 wd", "sign_limit": "1"}, "sign_limit: '1'"),
            ({"handle_limit": ""}, "handle_limit is empty"),
            ({"handle_limit": "5 wd", "return_limit": "1 day"}, "return_limit: '1 day'"),
            ({"handle_limit": "24 h", "extension_limit": "1 wd"}, "extension_limit 1 wd and handle_limit 24 h count"),
        ],
    )
    def test_a_limit_that_cannot_be_read_is_named(self, city, columns, named):
        DeadlineRule.objects.create(code="bad", **columns)
        with pytest.raises(BadRule, match=f"deadline rule bad: {named}"):
            self.ask(city)
