"""What the API says of a field that cannot be: for every error that its bodies and questions can raise, our own words
in the language of the request, and never what was sent."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override
from pydantic import ValidationError

from tests.factories import REQUEST, person, registered
from tests.fixtures.program import Program, problem
from xinqiao.deadlines import calendar
from xinqiao.deadlines.models import CalendarYear
from xinqiao.doors.openapi import bodies, cases, figures, lists, schemas
from xinqiao.doors.openapi.strict import Strict
from xinqiao.doors.openapi.words import WORDS, in_words

WHY = {"reason": "依据不足"}
PERIOD = {"since": "2025-09-01T00:00:00+08:00", "until": "2025-10-01T00:00:00+08:00"}
RATED = {"assignment": "2509010000011-1", "solved": True}
# The errors of each kind of node that pydantic builds a body of; those of two kinds come from the library's own parts.
RAISES = {
    "model": {"model_type", "model_attributes_type"},
    "model-fields": {"model_type", "missing", "extra_forbidden"},
    "str": {"string_type", "string_unicode", "string_too_short", "string_too_long", "string_pattern_mismatch"},
    "literal": {"literal_error"},
    "enum": {"enum"},
    "int": {
        "int_type", "int_parsing", "int_parsing_size", "int_from_float", "finite_number", "greater_than_equal",
        "less_than_equal",
    },
    "bool": {"bool_type", "bool_parsing"},
    "list": {"list_type", "too_short", "too_long"},
    "datetime": {
        "datetime_type", "datetime_parsing", "datetime_from_date_parsing", "datetime_object_invalid", "timezone_aware",
    },
    "date": {"date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"},
    "function-before": {"string_too_long"},
    "function-after": {"nul_character", "year_out_of_reach"},
    **{kind: set() for kind in ("function-wrap", "with-info", "no-info", "model-field", "default", "nullable")},
}  # fmt: skip

SAID: list[tuple[type[Strict], Any, str, str]] = [
    (bodies.TextIn, {}, "missing", "必填"),
    (bodies.TextIn, {"text": "好", "words": "好"}, "extra_forbidden", "没有这一项"),
    (bodies.TextIn, {"text": 1}, "string_type", "应为文字"),
    (bodies.TextIn, {"text": "\ud800"}, "string_unicode", "不成字的编码"),
    (bodies.TextIn, {"text": "  "}, "string_too_short", "至少 1 个字"),
    (bodies.TextIn, {"text": "长" * 20_001}, "string_too_long", "最多 20000 个字"),
    (bodies.TextIn, {"text": "灯" + " " * 20_000}, "string_too_long", "最多 20000 个字"),  # blanks count too
    (bodies.TextIn, [], "model_attributes_type", "花括号"),
    (bodies.TextIn, {"text": "灯\0"}, "nul_character", "NUL"),
    (bodies.DispatchIn, {"unit": "cgj", "co_leads": ["zjj\0"]}, "nul_character", "NUL"),
    (cases.CaseFilter, {"stage": "在办"}, "string_pattern_mismatch", "^[a-z_]*$"),
    (bodies.FlagIn, {"flag": "big"}, "literal_error", "可选：sensitive, crowd, urgent"),
    (figures.FiguresFilter, PERIOD | {"by": "colour"}, "enum", "可选：unit, level, "),
    (bodies.RuleIn, {"granted": None}, "bool_type", "true 或 false"),
    (bodies.RuleIn, {"granted": "perhaps"}, "bool_parsing", "true 或 false"),
    (schemas.RatingIn, RATED | {"satisfaction": None}, "int_type", "应为整数"),
    (schemas.RatingIn, RATED | {"satisfaction": "很好"}, "int_parsing", "应为整数"),
    (schemas.RatingIn, RATED | {"satisfaction": "9" * 5_000}, "int_parsing_size", "应为整数"),
    (schemas.RatingIn, RATED | {"satisfaction": 1.5}, "int_from_float", "应为整数"),
    (schemas.RatingIn, RATED | {"satisfaction": float("nan")}, "finite_number", "应为整数"),
    (schemas.RatingIn, RATED | {"satisfaction": 0}, "greater_than_equal", "不得小于 1"),
    (schemas.RatingIn, RATED | {"satisfaction": 6}, "less_than_equal", "不得大于 5"),
    (lists.RequestFilter, {"after": 2**63}, "less_than_equal", "不得大于 4611686018427387904"),
    (bodies.DispatchIn, {"unit": "cgj", "co_leads": "zjj"}, "list_type", "应为列表"),
    (bodies.DispatchIn, {"unit": "cgj", "co_leads": ["zjj"] * 21}, "too_long", "最多 20 项"),
    (bodies.ReworkIn, {"units": []}, "too_short", "至少 1 项"),
    (bodies.PauseIn, WHY | {"until": None}, "datetime_type", "带时区的时刻"),
    (bodies.PauseIn, WHY | {"until": 1e30}, "datetime_parsing", "带时区的时刻"),
    (bodies.PauseIn, WHY | {"until": "2026-13-01"}, "datetime_from_date_parsing", "带时区的时刻"),
    (bodies.PauseIn, WHY | {"until": "2026-01-01T00:00:00"}, "timezone_aware", "带时区的时刻"),
    (bodies.PauseIn, WHY | {"until": "1889-01-01T00:00:00Z"}, "year_out_of_reach", "1990 年至 2100 年"),
    (bodies.ExtendIn, WHY | {"until_on": None}, "date_type", "应为日期"),
    (bodies.ExtendIn, WHY | {"until_on": "明天"}, "date_from_datetime_parsing", "应为日期"),
    (bodies.ExtendIn, WHY | {"until_on": "2026-01-01T10:00"}, "date_from_datetime_inexact", "应为日期"),
]
# What pydantic names and JSON cannot bring about here.
NEVER_SENT = {"model_type", "datetime_object_invalid", "date_parsing"}


@pytest.mark.parametrize(("body", "sent", "kind", "words"), SAID, ids=[f"{one[2]}-{one[0].__name__}" for one in SAID])
def test_each_error_is_said_in_our_own_words(body, sent, kind, words):
    with pytest.raises(ValidationError) as refused:
        body.model_validate(sent)
    (error,) = refused.value.errors(include_url=False)
    with override("zh-hans"):
        told = in_words(error)
    with override("en"):
        in_english = in_words(error)
    assert error["type"] == kind
    assert words in told
    assert in_english.isascii()


def test_there_are_words_for_every_error_that_a_body_or_a_question_can_raise():
    nodes = {kind for model in _all(Strict) for kind in _kinds(model.__pydantic_core_schema__)}
    assert nodes <= set(RAISES)
    assert {kind for node in nodes for kind in RAISES[node]} == set(WORDS)
    assert set(WORDS) - {kind for *_, kind, _ in SAID} == NEVER_SENT


def _all(model: type[Strict]) -> Iterator[type[Strict]]:
    for below in model.__subclasses__():
        yield below
        yield from _all(below)


def _kinds(node: Any) -> Iterator[str]:
    """The kinds of node in a schema; what it says about documents and answers is not looked at."""
    if isinstance(node, dict):
        if isinstance(node.get("type"), str):
            yield node["type"]
        for name, value in node.items():
            if name not in ("metadata", "serialization", "expected"):
                yield from _kinds(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _kinds(value)


def test_an_error_that_nobody_foresaw_is_said_too():
    with override("zh-hans"):
        assert in_words({"type": "unheard_of"}) == "不正确"


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
class TestByTheApi:
    def program(self, role: str, unit: str = "") -> Program:
        return Program(person(role, unit))

    def test_each_field_by_its_name(self):
        sent = {"case_type": "wish", "title": "", "text": REQUEST, "titel": "路灯"}
        told = problem(self.program("agent").post("/cases", sent))
        assert {name.rpartition(".")[2]: words for name, words in told["fields"].items()} == {
            "case_type": "可选：consultation, help, complaint, report, suggestion, praise",
            "title": "至少 1 个字",
            "titel": "没有这一项；请核对字段名",
        }

    def test_a_unit_of_a_list_with_a_character_that_cannot_be_kept(self):
        body = {"unit": "cgj", "assisting": ["zjj\0"]}
        told = problem(self.program("dispatcher").post(f"/cases/{registered().number}/dispatch", body))
        assert list(told["fields"].values()) == ["含有 NUL 字符（\\u0000），不能保存；请去掉"]

    @pytest.mark.parametrize(
        ("language", "said"),
        [("zh-hans", "请求正文不是可读的 JSON"), ("en", "The body of the request is no JSON that can be read")],
    )
    def test_a_body_that_cannot_be_read(self, language, said):
        agent = self.program("agent")
        headers = agent.headers | {"accept-language": language}
        answer = agent.client.post("/api/v1/cases", "{", "application/json", headers=headers)
        assert (answer.status_code, problem(answer)["detail"]) == (400, said)

    def test_a_limit_that_ends_in_a_year_nobody_has_entered(self):
        CalendarYear.objects.filter(year__gte=2025).delete()
        calendar.forget()
        told = problem(self.program("dispatcher").post(f"/cases/{registered().number}/dispatch", {"unit": "cgj"}))
        assert told["title"] == "unpublished_year"
        assert "年的工作日尚未公布；请先在日历中录入" in told["detail"]

    def test_a_cursor_that_was_made_up(self):
        told = problem(self.program("leader").get("/assignments?after=tomorrow"))
        assert told["fields"] == {"after": "请原样填写上一页的 next"}
