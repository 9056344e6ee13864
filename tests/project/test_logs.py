"""Logs: a line of JSON each, with the request's id; nothing of a citizen, whatever fails with it in hand."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from tests.factories import person
from tests.fixtures.browsing import browser
from xinqiao.project import urls
from xinqiao.project.logs import Line

CANARIES = ("13900004321", "郝先生", "Hao Ming")


class Told:
    """What the platform logs during a test, as its lines are written."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def told() -> Iterator[Told]:
    told = Told()
    handler = logging.StreamHandler(told.stream)
    handler.setFormatter(Line())
    logging.getLogger().addHandler(handler)
    yield told
    logging.getLogger().removeHandler(handler)


def fail(request: HttpRequest, kind: str) -> HttpResponse:
    phone, name = CANARIES[:2]  # local variables, which no trace may show
    if kind == "own":
        raise ValueError(f"cannot call {name} at {phone}")
    with connection.cursor() as cursor:
        if kind == "unique":
            cursor.execute("CREATE TEMPORARY TABLE once (name text CONSTRAINT once_only UNIQUE) ON COMMIT DROP")
            cursor.execute("INSERT INTO once VALUES (%s), (%s)", [CANARIES[2], CANARIES[2]])
        cursor.execute("SELECT CAST(%s AS int)", [name + phone])
    return HttpResponse()


class Failing:
    """The platform's addresses, and pages below /fail/ and /api/fail/ that do."""

    urlpatterns = [path("fail/<kind>", fail, name="fail"), path("api/fail/<kind>", fail, name="api_fail")]
    urlpatterns += urls.urlpatterns
    handler400, handler403, handler404, handler500 = (
        urls.handler400, urls.handler403, urls.handler404, urls.handler500,
    )  # fmt: skip


@pytest.fixture
def failing(settings, city: None) -> Client:
    settings.ROOT_URLCONF = Failing
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("kind", ["own", "unique", "cast"])
def test_a_failure_is_told_without_data(failing: Client, told: Told, kind: str):
    answer = failing.get(f"/fail/{kind}?phone=13900004321&name=郝先生")
    [error] = [line for line in told.lines if line["level"] == "error"]
    assert error["request"] == answer["X-Request-ID"]
    assert "in fail" in error["exception"]
    for canary in CANARIES:
        assert canary not in told.text
        assert canary not in answer.content.decode()


def test_a_database_error_is_told_by_code_and_constraint(failing: Client, told: Told):
    failing.get("/fail/unique")
    [error] = [line for line in told.lines if line["level"] == "error"]
    assert "23505" in error["exception"]
    assert "once_only" in error["exception"]
    assert "DETAIL" not in error["exception"]


def test_the_page_names_the_number_under_which_the_log_tells_more(failing: Client):
    answer = failing.get("/fail/own")
    assert (answer.status_code, answer["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert answer["X-Request-ID"] in answer.content.decode()


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "系统出错了"), ("en", "went wrong")])
def test_the_api_answers_a_problem_in_the_callers_language(failing: Client, language: str, word: str):
    answer = failing.get("/api/fail/cast", headers={"Accept-Language": language})
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    problem = json.loads(answer.content)
    assert problem["request"] == answer["X-Request-ID"]
    if language == "zh-hans":
        assert word in problem["detail"]


def test_an_unknown_address_of_the_api_is_a_problem_and_elsewhere_a_page(client: Client, city: None):
    assert client.get("/api/v1/nothing")["Content-Type"] == "application/problem+json"
    page = client.get("/nothing/")
    assert (page.status_code, page["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_a_host_that_is_not_ours_is_a_problem_for_a_program(client: Client, city: None):
    answer = client.get("/api/v1/cases", headers={"Host": "elsewhere.example.org"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_request_is_told_by_route_and_actor_never_by_address(city: None, told: Told):
    staff = person("agent")
    browser(staff).get("/cases/?number=13900004321")
    [line] = [line for line in told.lines if line["logger"] == "xinqiao.project.requests"]
    assert (line["method"], line["route"], line["status"], line["actor"]) == ("GET", "desks:cases", 200, staff.pk)
    assert line["ms"] > 0
    assert "13900004321" not in told.text


@pytest.mark.parametrize(("https", "given", "kept"), [(True, "a1b2c3d4e5", True), (False, "a1b2c3d4e5", False),
                                                      (True, "x\u0022y z" * 3, False)])  # fmt: skip
def test_the_id_of_the_proxy_is_kept_and_nobody_elses(
    client: Client, city: None, settings, https: bool, given: str, kept: bool
):
    settings.HTTPS = https
    assert (client.get("/sign-in/", headers={"X-Request-ID": given})["X-Request-ID"] == given) is kept
