"""A request that is sent again does not become a second case."""

import pytest

from tests.factories import REQUEST, at, person, registered, to_call_back
from tests.fixtures.at_once import ROUNDS, at_once
from tests.fixtures.program import Program, problem
from xinqiao.cases.models import Case, Event
from xinqiao.intake.actions import flag
from xinqiao.people.models import Grant

CASE = {"case_type": "help", "title": "路灯不亮", "text": REQUEST}

pytestmark = pytest.mark.usefixtures("city")


@pytest.mark.django_db
class TestSentAgain:
    def test_the_same_body_is_answered_with_the_same_case(self):
        agent = Program(person("agent"))
        first, second = (agent.post("/cases", CASE, **{"idempotency-key": "one"}) for _ in range(2))
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json()["number"] == second.json()["number"]
        assert Event.objects.count() == 1

    def test_another_body_under_the_same_key_is_refused(self):
        agent = Program(person("agent"))
        agent.post("/cases", CASE, **{"idempotency-key": "one"})
        other = agent.post("/cases", CASE | {"title": "井盖缺失"}, **{"idempotency-key": "one"})
        assert problem(other)["title"] == "other_body"
        assert Case.objects.count() == 1

    def test_keys_of_others_and_other_keys_are_their_own(self):
        for role, key in (("agent", "one"), ("agent", "two"), ("shift_lead", "one")):
            assert Program(person(role)).post("/cases", CASE, **{"idempotency-key": key}).status_code == 201
        assert Case.objects.count() == 3

    def test_a_refused_request_may_be_mended_under_its_key(self):
        agent = Program(person("agent"))
        assert agent.post("/cases", CASE | {"category": "C99"}, **{"idempotency-key": "one"}).status_code == 422
        assert agent.post("/cases", CASE | {"category": "C1102"}, **{"idempotency-key": "one"}).status_code == 201

    def test_without_a_key_each_request_is_a_case(self):
        agent = Program(person("agent"))
        assert agent.post("/cases", CASE).json() != agent.post("/cases", CASE).json()


@pytest.mark.django_db
def test_a_move_that_took_the_case_out_of_sight_is_answered_as_the_first_time():
    """Floor rule 15: who flags what another registered is not of its circle."""
    case, agent = registered(), Program(person("agent", "dongcheng"))
    answers = [
        agent.post(f"/cases/{case.number}/flag", {"flag": "crowd"}, **{"idempotency-key": "one"}).status_code
        for _ in range(2)
    ]
    assert answers == [204, 204]
    assert case.events.filter(verb="flag").count() == 1
    assert agent.post(f"/cases/{case.number}/flag", {"flag": "crowd"}).status_code == 404


@pytest.mark.django_db
def test_a_callback_is_too_when_the_case_was_flagged_since():
    opened = to_call_back()
    agent = Program(person("callback_agent"))
    Grant.objects.filter(role__code="callback_agent", verb="view_flagged").delete()
    address, body = f"/cases/{opened.case.number}/call_back", {"result": "no_answer"}
    assert agent.post(address, body, **{"idempotency-key": "one"}).status_code == 200
    flag(opened.case, flag="urgent", by=person("shift_lead"), now=at(900))
    assert agent.post(address, body, **{"idempotency-key": "one"}).status_code == 204
    assert agent.post(address, body).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_many_at_once_under_one_key_become_one_case():
    staff = person("agent")
    for turn in range(ROUNDS):
        programs = [Program(staff) for _ in range(8)]
        ended = at_once(
            lambda n, programs=programs, turn=turn: programs[n].post("/cases", CASE, **{"idempotency-key": f"{turn}"}),
            count=8,
        )
        assert {answer.status_code for answer in ended} == {201}
        assert len({answer.json()["number"] for answer in ended}) == 1
    assert Case.objects.count() == ROUNDS
