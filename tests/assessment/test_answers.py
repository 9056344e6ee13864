"""Answers divided and narrowed: shares add up, subtrees hold delegated work once, rollup and facts say the same."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.assessment.measuring import DUE, SEPTEMBER, answer
from tests.factories import (
    MONDAY,
    above,
    archived,
    at,
    called_back,
    delegated,
    dispatched,
    in_handling,
    its,
    registered,
    sent_back,
    signed,
    to_call_back,
    unit,
)
from tests.fixtures.at_once import SOAK
from xinqiao.assessment import stale
from xinqiao.assessment.asking import QuestionForm
from xinqiao.assessment.figures import FRESH, Answer, answer_to
from xinqiao.assessment.indicators import INDICATORS, Part
from xinqiao.assessment.models import DayFigure, StaleDay
from xinqiao.assessment.questions import By, Period, Question, Where
from xinqiao.assessment.rollup import refresh
from xinqiao.assessment.tracing import traced
from xinqiao.catalogue.models import Category, Source
from xinqiao.handling import actions as handling
from xinqiao.people.scope import Reach
from xinqiao.telephony.models import Call

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

NOW = DUE + timedelta(days=1)
PERIOD = Period(*SEPTEMBER, NOW)


def town() -> None:
    """A little of everything, on several days, channels, categories and tiers."""
    archived("cgj")
    archived("zjj", category="C1301", now=MONDAY + timedelta(days=1))
    called_back(to_call_back("cgj"), satisfaction=1, solved=False)
    dispatched("reli", source="api")
    sent_back("zjj", case_type="complaint")
    in_handling("cgj", case_type="complaint", source="api", now=MONDAY + timedelta(days=7))
    registered(category=None)
    registered(now=MONDAY + timedelta(days=20))
    village = delegated("dongcheng", "heping", "xingfu")[-1]
    signed(village, now=at(60))
    answer(village, at(100))
    Call.objects.create(linkedid="1", began_at=at(0), entered_at=at(0), answered_at=at(0.1))


def asked() -> list[Question]:
    """Each way to narrow, with each way to divide."""
    lamps, phone = Category.objects.get(code="C11"), Source.objects.get(code="phone")
    places = [
        Where(), Where(own=True), Where(level=2), Where(unit=unit("dongcheng")), Where(unit=unit("dongcheng"), own=True),
        Where(unit=unit("heping"), level=4), Where(channel=phone), Where(category=lamps), Where(case_type="complaint"),
        Where(unit=unit("cgj"), channel=phone, category=lamps, case_type="help"),
    ]  # fmt: skip
    every = [Question(PERIOD, where, by) for where in places for by in (None, *By)]
    return every if SOAK else every[::5]


def numbers(answer: Answer) -> object:
    def of(figures):
        return {code: (one.numerator, one.denominator, one.excluded) for code, one in figures.items()}

    return of(answer.total), [(line.share.label, of(line.figures)) for line in answer.lines]


def test_rollup_and_facts_give_the_same_answers():
    town()
    refresh(now=NOW)
    for question in asked():
        assert numbers(answer_to(question)) == numbers(answer_to(question, from_facts=True)), question


def test_every_share_is_what_is_answered_when_it_is_asked_for_alone_and_can_be_traced():
    town()
    refresh(now=NOW)
    for question in asked():
        found = answer_to(question)
        for line in found.lines:
            if line.share.where is not None:
                alone = answer_to(Question(line.share.period, line.share.where)).total
                for code, figure in line.figures.items():
                    assert alone[code] == figure, (question, line.share.label)
        for code, figure in found.total.items():
            for part in Part:
                rows = traced(INDICATORS[code], part, found.question.period, question.total_where)
                assert rows.count() == getattr(figure, part), (question, code, part)


@pytest.mark.parametrize("by", [By.CHANNEL, By.CATEGORY, By.CASE_TYPE, By.DAY, By.WEEK, By.TEN_DAYS, By.MONTH])
def test_the_shares_add_up_to_the_whole(by):
    town()
    found = answer_to(Question(PERIOD, by=by))
    for code, figure in found.total.items():
        shares = [line.figures[code] for line in found.lines if code in line.figures]
        for part in Part if shares else ():
            assert sum(getattr(one, part) for one in shares) == getattr(figure, part), (code, part)


def test_a_district_answers_for_its_towns_and_counts_what_it_delegated_once():
    village = delegated("dongcheng", "heping", "xingfu")[-1]
    by_unit = {line.share.row.code: line for line in answer_to(Question(PERIOD, by=By.UNIT)).lines}
    assert {code: line.figures["handed_down"].denominator for code, line in by_unit.items()} == {
        "xq": 0, "dongcheng": 1, "heping": 1, "xingfu": 1,
    }  # fmt: skip
    assert answer_to(Question(PERIOD)).total["handed_down"].denominator == 1
    signed(village, now=at(60))
    answer(village, at(100))
    handling.reply(village.parent, text="已办", outcome="solved", by=its("handler", village.parent), now=at(300))
    handling.pass_review(village.parent, by=above("reviewer", village.parent), now=at(310))
    district = answer_to(Question(PERIOD, Where(unit=unit("dongcheng")))).total["completed"]
    assert (district.numerator, district.denominator) == (0, 1), "the town is done, the district is not"
    towns = answer_to(Question(PERIOD, Where(unit=unit("heping")))).total["completed"]
    assert (towns.numerator, towns.denominator) == (1, 1)


def test_the_centres_own_tasks_stand_in_a_line_of_their_own():
    dispatched("xq")
    dispatched("cgj")
    lines = {line.share.row.code: line for line in answer_to(Question(PERIOD, by=By.UNIT)).lines}
    assert {code: line.figures["handed_down"].denominator for code, line in lines.items()} == {"xq": 1, "cgj": 1}
    assert lines["xq"].share.where == Where(unit=unit("xq"), own=True)


def test_calls_are_not_told_where_they_are_not_known():
    town()
    assert "calls" in answer_to(Question(PERIOD)).total
    assert "calls" not in answer_to(Question(PERIOD, Where(case_type="help"))).total
    assert "accepted" not in answer_to(Question(PERIOD, Where(unit=unit("cgj")))).total


def test_a_category_is_divided_by_its_branches():
    town()
    top = answer_to(Question(PERIOD, by=By.CATEGORY))
    assert top.lines[0].share.label == "未分类"
    for line in top.lines[1:]:
        assert line.share.row.parent_id is None
    below = answer_to(Question(PERIOD, Where(category=top.lines[1].share.row), By.CATEGORY))
    assert {line.share.row.parent for line in below.lines} == {top.lines[1].share.row}


def test_the_rollup_is_not_asked_while_it_lags_behind():
    town()
    refresh(now=NOW)
    DayFigure.objects.update(denominator=99)
    question = Question(PERIOD)
    assert answer_to(question).total["accepted"].denominator > 99
    stale.mark(MONDAY.date(), MONDAY.date())
    assert answer_to(question).total["accepted"].denominator < 99, "a day of the period waits to be counted"
    StaleDay.objects.all().delete()
    late = Question(replace(PERIOD, now=NOW + FRESH + timedelta(seconds=1)))
    assert answer_to(late).total["accepted"].denominator < 99
    half_a_day = Question(Period(PERIOD.since, PERIOD.until - timedelta(hours=12), NOW))
    assert answer_to(half_a_day).total["accepted"].denominator < 99


def test_the_answer_says_when_it_was_true():
    refresh(now=NOW)
    assert answer_to(Question(replace(PERIOD, now=NOW + timedelta(minutes=3)))).as_of == NOW


@pytest.mark.parametrize("by", By)
def test_an_answer_costs_the_same_for_many_lines_as_for_few(by, django_assert_max_num_queries):
    town()
    with django_assert_max_num_queries(24):
        answer_to(Question(PERIOD, by=by), from_facts=True)
    refresh(now=NOW)
    with django_assert_max_num_queries(6):
        answer_to(Question(PERIOD, by=by))


def test_who_reaches_only_a_district_asks_about_it():
    reach = Reach(subtrees=frozenset({unit("dongcheng").path}))
    assert asked_with(reach).where == Where(unit=unit("dongcheng"))
    assert asked_with(reach, unit="heping").where == Where(unit=unit("heping"))
    assert "unit" in QuestionForm({"unit": "cgj"}, reach).errors


def test_who_reaches_one_unit_alone_sees_nothing_of_what_lies_below():
    reach = Reach(units=frozenset({unit("dongcheng").path}))
    assert asked_with(reach).where == Where(unit=unit("dongcheng"), own=True)
    assert asked_with(reach, by="level").by is None
    town()
    lines = answer_to(asked_with(reach, by="unit", since="2025-09-01", until="2025-09-30")).seen_by(reach).lines
    assert [line.share.label for line in lines] == ["东城区"]


def asked_with(reach: Reach, **given: str) -> Question:
    form = QuestionForm(given, reach)
    assert form.is_valid(), form.errors
    return form.question()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"since": "2025-02-30"}, "since"),
        ({"since": "0001-01-01"}, "since"),
        ({"since": "2025-09-02", "until": "2025-09-01"}, "until"),
        ({"by": "moon"}, "by"),
        ({"level": "9"}, "level"),
        ({"category": "nothing"}, "category"),
        ({"channel": "pigeon"}, "channel"),
        ({"case_type": "wish"}, "case_type"),
    ],
)
def test_what_cannot_be_asked_is_told_by_its_field(given, field):
    assert set(QuestionForm(given).errors) == {field}


def test_thirty_days_are_asked_when_no_days_are_named():
    first, last = QuestionForm({"until": "2025-09-30"}).without_errors().question().period.days or ()
    assert (first, last) == (date(2025, 9, 1), date(2025, 9, 30))
