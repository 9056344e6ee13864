"""What no client of good will sends: each is refused with a problem that says why, and nothing comes of it."""

import json

import pytest

from tests.factories import REQUEST, completed, registered, to_call_back
from tests.factories import person as somebody
from tests.fixtures.program import Program, problem
from xinqiao.cases.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

CASE = {"case_type": "help", "title": "路灯不亮", "text": REQUEST}
WRITTEN = json.dumps(CASE, ensure_ascii=False)
DEEP = "[" * 100_000 + "]" * 100_000


def program(role: str) -> Program:
    return Program(somebody(role))


def sent(body: bytes, content_type: str = "application/json"):
    agent = program("agent")
    return agent.client.post("/api/v1/cases", body, content_type, headers=agent.headers)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (WRITTEN.encode()[:-9], 400),
        (WRITTEN.encode("gbk"), 400),
        (DEEP.encode(), 400),
        (f'{{"text": {DEEP}}}'.encode(), 400),
        (f'{{"text": {"9" * 5000}}}'.encode(), 400),
        (b"<case/>", 400),
        (b'{"text": NaN}', 422),
        (json.dumps(CASE | {"text": "\ud800"}).encode(), 422),
        (json.dumps(CASE | {"\ud800": 1}).encode(), 422),
        (json.dumps(CASE | {"due_at": "0001-01-01T00:00:00+14:00"}).encode(), 422),
        (json.dumps(CASE | {"due_at": "9999-12-31T23:59:59-14:00"}).encode(), 422),
        (json.dumps(CASE | {"due_at": 10**300}).encode(), 422),
    ],
)
def test_a_body_that_cannot_be_meant(body, status):
    assert problem(sent(body))["status"] == status
    assert not Case.objects.exists()


@pytest.mark.parametrize("content_type", ["multipart/form-data", "application/x-www-form-urlencoded", "text/xml"])
def test_a_body_of_another_kind(content_type):
    assert problem(sent(b"title=1&text=2", content_type))["status"] == 400


@pytest.mark.parametrize("megabytes", [3, 10])
def test_413_says_how_much_a_body_may_hold(megabytes):
    told = problem(sent(json.dumps(CASE | {"text": "长" * megabytes * 2**20}).encode()))
    assert (told["status"], told["title"]) == (413, "too_large")
    assert "2.5 MB" in told["detail"]


def test_411_for_a_body_in_chunks_that_would_not_be_read():
    agent = program("agent")
    headers = {**agent.headers, "transfer-encoding": "chunked"}
    told = problem(agent.client.generic("POST", "/api/v1/cases", content_type="application/json", headers=headers))
    assert (told["status"], told["title"]) == (411, "length_required")


@pytest.mark.parametrize("end", ["nothing", "cases/", "cases/%00", "cases/%ff%fe", "cases/..%2f..%2fcases", "docs", ""])
@pytest.mark.parametrize(("language", "words"), [("zh-CN", "没有，或不在您的范围内"), ("en", "Not there")])
def test_an_address_that_is_none_in_both_languages(end, language, words):
    agent = program("agent")
    headers = {**agent.headers, "accept-language": language, "accept": "text/html"}
    told = problem(agent.client.get(f"/api/v1/{end}", headers=headers))
    assert told["status"] == 404
    assert words in told["detail"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT"])
def test_405_names_the_methods_that_there_are(method):
    agent = program("agent")
    answer = agent.client.generic(method, "/api/v1/cases", headers=agent.headers)
    assert answer["Allow"] == "GET, POST"
    if method != "HEAD":
        told = problem(answer)
        assert told["title"] == "no_such_method"
        assert "GET, POST" in told["detail"]


def test_a_method_is_never_overridden_by_a_header():
    agent = program("agent")
    assert problem(agent.post("/cases", {}, **{"x-http-method-override": "GET"}))["title"] == "invalid"


def test_401_says_how_to_sign_in():
    assert Program(None).get("/cases")["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("emptied", ["category", "area", "accused"])
def test_422_to_amend_by_an_empty_code(emptied):
    """Only null empties; an empty code went through to the ledger, which failed."""
    told = problem(program("dispatcher").post(f"/cases/{registered().number}/amend", {emptied: "", "reason": "更正"}))
    assert (told["status"], list(told["fields"])) == (422, [emptied])


@pytest.mark.parametrize("granted", [0, 1, "true", "off", 1.0, None])
def test_422_for_a_yes_that_is_neither_true_nor_false(granted):
    told = problem(
        program("reviewer").post(
            f"/cases/{completed().case.number}/propose_rework", {"advised": granted, "reason": "重办"}
        )
    )
    assert (told["status"], told["fields"]) == (422, {"body.advised": "应为 true 或 false"})


@pytest.mark.parametrize("satisfaction", [True, "4", None])
def test_422_for_a_level_that_is_no_number(satisfaction):
    task = to_call_back().case.assignments.get()
    said = {"assignment": task.number, "satisfaction": satisfaction, "solved": True}
    told = problem(
        program("callback_agent").post(f"/cases/{task.case.number}/call_back", {"result": "reached", "ratings": [said]})
    )
    assert (told["status"], told["fields"]) == (422, {"body.ratings.0.satisfaction": "应为整数"})


@pytest.mark.parametrize(
    "after",
    ["0001-01-01T00:00:00%2B23:59/1", "9999-12-31T23:59:59-23:59/1", "2026-01-01T00:00:00/1", "2026-01-01/1", "/1"],
)
def test_422_to_go_on_after_a_moment_that_we_never_wrote(after):
    """A moment outside the reach of the database failed there; one without offset was taken for another."""
    told = problem(program("dispatcher").get(f"/assignments?after={after}"))
    assert (told["status"], list(told["fields"])) == (422, ["after"])


@pytest.mark.parametrize("list_of", ["cases", "assignments", "requests", "events"])
def test_422_for_a_condition_that_is_not_known(list_of):
    """Misspelt, it let everything through."""
    told = problem(program("dispatcher").get(f"/{list_of}?most=1&stge=registered"))
    assert [name.rpartition(".")[2] for name in told["fields"]] == ["stge"]


def test_422_for_figures_that_take_minutes():
    period = "since=1990-01-01T00:00:00%2B08:00&until="
    told = problem(program("leader").get(f"/figures?{period}2100-01-01T00:00:00%2B08:00&by=day"))
    assert list(told["fields"]) == ["by"]
    assert program("leader").get(f"/figures?{period}1991-01-01T00:00:00%2B08:00&by=day").status_code == 200
    assert program("leader").get(f"/figures?{period}2100-01-01T00:00:00%2B08:00&by=year").status_code == 200
