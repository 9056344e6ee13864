"""One case walks all the way by the API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.asking import faults
from tests.factories import PHONE, REPLY, REQUEST, at, fresh, in_handling, person, react, registered
from tests.fixtures.program import Program
from xinqiao.cases.lifecycle import MOVES, Who
from xinqiao.cases.models import Case
from xinqiao.doors.openapi.api import api
from xinqiao.intake.actions import propose_merge

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

CASE = {"case_type": "help", "title": "路灯不亮", "text": REQUEST, "category": "C1102", "area": "A101", "phone": PHONE}


def program(role: str) -> Program:
    return Program(person(role))


def test_from_registration_to_the_archive():
    registered = program("agent").post("/cases", CASE)
    assert registered.status_code == 201
    case = registered.json()
    assert (case["stage"], case["source"], case["category"]) == ("registered", "api", "C1102")
    number = case["number"]

    case = program("dispatcher").post(f"/cases/{number}/dispatch", {"unit": "cgj", "note": "请先到现场"}).json()
    (task,) = case["assignments"]
    assert (case["stage"], task["number"], task["unit"], task["state"]) == (
        "in_hand",
        f"{number}-1",
        "cgj",
        "dispatched",
    )

    steps = [
        ("liaison", "sign", {}, "handling"),
        ("handler", "contact", {"result": "reached"}, "handling"),
        ("handler", "reply", {"outcome": "explained", "text": REPLY}, "replied"),
        ("reviewer", "reject_review", {"reason": "不完整"}, "handling"),
        ("handler", "reply", {"outcome": "solved", "text": REPLY}, "replied"),
        ("reviewer", "pass_review", {"note": "核实无误"}, "completed"),
    ]
    for role, verb, body, state in steps:
        answer = program(role).post(f"/assignments/{number}-1/{verb}", body)
        assert (answer.status_code, answer.json()["assignments"][0]["state"]) == (200, state), verb

    react()
    rating = {"assignment": f"{number}-1", "satisfaction": 5, "solved": True}
    said = {"result": "reached", "ratings": [rating], "note": "很快"}
    assert program("callback_agent").post(f"/cases/{number}/call_back", said).json()["stage"] == "completed"
    react()
    assert program("leader").get(f"/cases/{number}").json()["stage"] == "archived"

    case = Case.objects.get(number=number)
    verbs = ["register", "dispatch", *(verb for _, verb, _, _ in steps), "call_back", "archive"]
    assert list(case.events.order_by("seq").values_list("verb", flat=True)) == verbs
    assert faults(case) == []
    since, until = "2020-01-01T00:00:00", "2100-01-01T00:00:00"
    figures = {
        one["code"]: one for one in program("leader").get(f"/figures?since={since}&until={until}").json()["total"]
    }
    assert (figures["accepted"]["denominator"], figures["satisfaction"]["percent"]) == (1, 100.0)


def test_the_document_lists_one_operation_for_each_move_of_a_person():
    document = api.get_openapi_schema(path_prefix="/api/v1/")
    operations = [
        operation["operationId"]
        for path in document["paths"].values()
        for method, operation in path.items()
        if method == "post"
    ]
    assert sorted(operations) == sorted(move.verb for move in MOVES.values() if move.who != Who.SYSTEM)


def test_the_document_can_be_fetched_and_wants_a_token_for_each_operation():
    document = Program(None).get("/openapi.json").json()
    for path in document["paths"].values():
        for operation in path.values():
            assert operation["security"] == [{"Bearer": []}]


def test_what_comes_out_is_the_platforms_own_time_with_its_offset():
    moment = program("agent").post("/cases", CASE).json()["registered_at"]
    assert moment.endswith(("Z", "+08:00", "+00:00"))


def test_lists_page_by_number():
    for _ in range(5):
        program("agent").post("/cases", CASE)
    reader = program("agent")
    first = reader.get("/cases?most=2").json()
    second = reader.get(f"/cases?most=2&after={first['next']}").json()
    last = reader.get(f"/cases?most=2&after={second['next']}").json()
    numbers = [case["number"] for page in (first, second, last) for case in page["items"]]
    assert numbers == sorted(numbers, reverse=True)
    assert (len(set(numbers)), last["next"]) == (5, None)
    assert reader.get("/cases?stage=archived").json()["items"] == []


def test_many_requests_that_name_other_cases_cost_no_more_than_one():
    """What a reader may not know of is asked once for a whole list."""

    def asked() -> int:
        dispatcher = program("dispatcher")
        with CaptureQueriesContext(connection) as found:
            shown = dispatcher.get("/requests").json()["items"]
        assert {item["facts"]["into"] for item in shown} == {main.number}
        return len(found)

    main = fresh(in_handling().case)
    propose_merge(registered(), into=main, by=person("agent"), now=at(60))
    one = asked()
    for minutes in range(61, 65):
        propose_merge(registered(), into=main, by=person("agent"), now=at(minutes))
    assert asked() == one
