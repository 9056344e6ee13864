"""What the API answers when it cannot: problem+json that names what, where and what is possible instead."""

import pytest

from tests.factories import (
    PHONE,
    REQUEST,
    at,
    called_back,
    completed,
    dispatched,
    fresh,
    in_handling,
    person,
    registered,
    to_call_back,
)
from tests.fixtures.program import Program, problem
from xinqiao.callback.models import Rating
from xinqiao.cases.models import Case
from xinqiao.deadlines.models import DeadlineRule
from xinqiao.people import tokens
from xinqiao.people.models import Token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

CASE = {"case_type": "help", "title": "路灯不亮", "text": REQUEST}


def program(role: str, unit: str = "") -> Program:
    return Program(person(role, unit))


@pytest.mark.parametrize("address", ["/cases", "/cases/2509010000011", "/figures"])
def test_401_without_a_token(address):
    assert problem(Program(None).get(address))["title"] == "not_signed_in"


@pytest.mark.parametrize("spoilt", ["unknown", "revoked", "expired", "left"])
def test_401_with_a_token_that_is_no_longer_good(spoilt):
    agent = program("agent")
    assert agent.get("/cases").status_code == 200
    match spoilt:
        case "unknown":
            agent.headers = {"authorization": "Bearer xq_guess"}
        case "revoked":
            Token.objects.update(revoked_at=at(0))
        case "expired":
            Token.objects.update(expires_at=at(0))
        case "left":
            type(person("agent")).objects.filter(pk=person("agent").pk).update(is_active=False)
    assert problem(agent.get("/cases"))["status"] == 401


def test_a_token_is_stored_as_its_digest_only():
    text = tokens.issue(staff=person("agent"), name="test")
    assert text not in str(list(Token.objects.values()))


def test_404_when_the_case_is_yours_to_see_and_the_move_is_not():
    case = registered()
    told = problem(program("agent").post(f"/cases/{case.number}/dispatch", {"unit": "cgj"}))
    assert (told["status"], told["title"]) == (404, "not_yours")
    assert problem(program("dispatcher").post("/cases", CASE))["title"] == "not_yours"


@pytest.mark.parametrize(
    ("role", "unit", "address", "body"),
    [
        ("handler", "zjj", "/cases/{case}/dispatch", {"unit": "zjj"}),
        ("liaison", "zjj", "/assignments/{case}-1/sign", {}),
        ("reviewer", "zjj", "/assignments/{case}-1/pass_review", {}),
        ("handler", "cgj", "/cases/{case}/call_back", {"result": "no_answer"}),
        ("liaison", "cgj", "/assignments/{case}-2/sign", {}),
        ("liaison", "cgj", "/assignments/{case}-x/sign", {}),
        ("liaison", "cgj", "/assignments/{case}/sign", {}),
        ("liaison", "cgj", "/assignments/2509019999993-1/sign", {}),
        ("liaison", "cgj", "/assignments/%00-1/sign", {}),
        ("callback_agent", "xq", "/cases/{case}/call_back", {"result": "no_answer"}),
    ],
)
def test_404_for_what_is_not_there_or_not_yours(role, unit, address, body):
    number = dispatched("cgj").case.number
    assert problem(program(role, unit).post(address.format(case=number), body))["title"] == "not_found"


def test_404_for_figures_of_who_may_not_see_them():
    assert program("agent").get("/figures?since=2025-09-01T00:00:00&until=2025-09-02T00:00:00").status_code == 404


def test_409_says_where_it_stands_and_what_is_possible_instead():
    task = in_handling()
    told = problem(program("liaison").post(f"/assignments/{task.number}/sign"))
    assert (told["status"], told["title"], told["standing"]) == (409, "conflict", "handling")
    assert told["instead"] == [
        "exclude"
    ]  # of what a liaison does: it is too late to send back, and the handler replies
    assert task.number in told["detail"]


def test_409_barred_never_offers_what_was_just_refused():
    """It is too late to ask that the task not count, though the table would allow it."""
    task = completed("zjj")
    body = {"indicator": "satisfaction", "ground": "impossible", "reason": "政策所限"}
    told = problem(program("liaison", "zjj").post(f"/assignments/{task.number}/exclude", body))
    assert (told["title"], told["instead"]) == ("barred", [])
    case = fresh(dispatched("zjj").case)
    body = {"unit": "cgj", "tie": "lead", "note": "接办"}
    told = problem(program("dispatcher").post(f"/cases/{case.number}/split", body))
    assert (told["title"], "split" in told["instead"], "amend" in told["instead"]) == ("barred", False, True)


def test_409_when_another_agent_called_back_first():
    opened = to_call_back()
    called_back(opened)
    body = {"result": "no_answer"}
    told = problem(program("callback_agent").post(f"/cases/{opened.case.number}/call_back", body))
    assert (told["status"], told["title"]) == (409, "callback_done")


def test_409_for_a_number_of_another_system_that_is_known_names_our_own():
    body = CASE | {"system": "省平台", "foreign_number": "S-1"}
    agent = program("agent")
    first = agent.post("/cases", body).json()["number"]
    told = problem(agent.post("/cases", body))
    assert (told["status"], told["title"], told["number"]) == (409, "already_here", first)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": ""}, "text"),
        ({"title": "长" * 101}, "title"),
        ({"case_type": "wish"}, "case_type"),
        ({"phone": "不知道"}, "phone"),
        ({"category": "C99"}, "category"),
        ({"source": ""}, "source"),
        ({"titel": "路灯"}, "titel"),
        ({"text": "路灯\x00不亮"}, "text"),
        ({"text": None}, "text"),
        ({"text": ["路灯"]}, "text"),
    ],
)
def test_422_names_the_field_and_registers_nothing(wrong, field):
    told = problem(program("agent").post("/cases", CASE | wrong))
    assert (told["status"], told["title"]) == (422, "invalid")
    assert any(name.split(".")[-1] == field for name in told["fields"]), told
    assert not Case.objects.exists()


def test_422_never_repeats_what_was_sent():
    answer = program("agent").post("/cases", CASE | {"phone": f"{PHONE}{PHONE}{PHONE}"})
    assert answer.status_code == 422
    assert PHONE not in answer.content.decode()


@pytest.mark.parametrize("body", ["", "[]", "{", '"text"', "null", "路灯"])
def test_422_or_400_for_a_body_that_is_none(body):
    agent = program("agent")
    answer = agent.client.post("/api/v1/cases", body, "application/json", headers=agent.headers)
    assert problem(answer)["status"] in {400, 422}


@pytest.mark.parametrize(("unit", "why"), [("nowhere", "没有编码"), ("xq", "没有编码"), ("cgj\x00", "NUL")])
def test_422_for_a_unit_that_cannot_lead(unit, why):
    told = problem(program("dispatcher").post(f"/cases/{registered().number}/dispatch", {"unit": unit}))
    assert told["status"] == 422
    assert any(why in reason for reason in told["fields"].values())


def test_422_when_the_city_has_no_limit_for_it():
    DeadlineRule.objects.all().delete()
    told = problem(program("dispatcher").post(f"/cases/{registered().number}/dispatch", {"unit": "cgj"}))
    assert told["title"] == "no_deadline_rule"
    assert "deadlines.csv" in told["detail"]


@pytest.mark.parametrize(
    ("result", "rated"), [("reached", []), ("no_answer", ["1"]), ("reached", ["1", "9"]), ("reached", ["9"])]
)
def test_422_for_ratings_that_do_not_fit_the_result(result, rated):
    case = to_call_back().case
    ratings = [{"assignment": f"{case.number}-{suffix}", "satisfaction": 5, "solved": True} for suffix in rated]
    answer = program("callback_agent").post(f"/cases/{case.number}/call_back", {"result": result, "ratings": ratings})
    assert problem(answer)["status"] == 422


@pytest.mark.parametrize("query", ["most=0", "most=101", "most=x", "stage=%00", "after=%00", "after=abc"])
def test_422_for_a_question_that_cannot_be_meant(query):
    assert problem(program("agent").get(f"/cases?{query}"))["status"] == 422


@pytest.mark.parametrize("query", ["", "since=soon&until=later", "since=2025-09-01T00:00:00"])
def test_422_for_a_period_that_is_none(query):
    assert problem(program("leader").get(f"/figures?{query}"))["status"] == 422


def test_405_for_another_method():
    assert program("agent").client.delete("/api/v1/cases", headers=program("agent").headers).status_code == 405


@pytest.mark.parametrize("blank", [{"title": "   "}, {"text": "  \n "}])
def test_422_for_a_case_of_blanks(blank):
    assert problem(program("agent").post("/cases", CASE | blank))["title"] == "invalid"


def test_422_for_a_reply_of_blanks():
    task = in_handling("cgj")
    address = f"/assignments/{task.number}/reply"
    assert problem(program("handler", "cgj").post(address, {"outcome": "solved", "text": "   "}))["status"] == 422


def test_422_for_a_unit_that_is_rated_twice():
    case = to_call_back().case
    number = f"{case.number}-1"
    ratings = [{"assignment": number, "satisfaction": rated, "solved": rated > 3} for rated in (1, 5)]
    body = {"result": "reached", "ratings": ratings}
    told = problem(program("callback_agent").post(f"/cases/{case.number}/call_back", body))
    assert set(told["fields"]) == {"ratings"}
    assert not Rating.objects.exists()
