"""Who asks too often is asked to wait, over all processes together, and costs hardly a statement."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import person
from tests.fixtures.program import Program, problem
from tests.fixtures.rules import decide  # noqa: F401 - a fixture
from xinqiao.people import limits, policy
from xinqiao.people.limits import TooMany
from xinqiao.people.models import Rate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
NOW = datetime(2026, 11, 22, 8, 0, 3, tzinfo=UTC)


def allowed(most: int, tries: int, now: datetime = NOW) -> int:
    """How many of the tries get through."""
    through = 0
    for _ in range(tries):
        try:
            limits.count("x", most=most, now=now)
        except TooMany:
            continue
        through += 1
    return through


def test_so_many_get_through_in_a_window_and_again_in_the_next():
    assert allowed(100, 150) == 100
    with pytest.raises(TooMany) as refused:
        limits.count("x", most=100, now=NOW)
    assert refused.value.seconds == 7
    limits.count("y", most=100, now=NOW)
    limits.count("x", most=100, now=NOW + timedelta(seconds=10))


def test_processes_count_together_but_for_the_part_that_was_not_told_yet():
    first = allowed(100, 60)
    limits.begin_anew()
    assert 100 <= first + allowed(100, 60) <= 100 + 100 // limits.PART


def test_a_small_limit_is_exact_over_all_processes():
    through = 0
    for _ in range(15):
        limits.begin_anew()
        through += allowed(10, 1)
    assert through == 10


def test_counting_costs_a_statement_for_each_twentieth_of_the_limit():
    with CaptureQueriesContext(connection) as queries:
        assert allowed(1000, 500) == 500
    assert len(queries) == 10
    assert Rate.objects.get().count == 500


def test_no_limit_counts_nothing():
    with CaptureQueriesContext(connection) as queries:
        assert allowed(0, 50) == 50
    assert len(queries) == 0


def test_windows_that_are_over_are_forgotten():
    allowed(10, 5)
    assert limits.forget(now=NOW + timedelta(minutes=30)) == 0
    assert limits.forget(now=NOW + timedelta(hours=2)) == 1


class TestApi:
    def test_a_token_that_is_used_too_often_is_told_to_wait(self, decide):  # noqa: F811
        decide("api", token_per_second=1)
        program, other = Program(person("agent")), Program(person("agent"))
        with time_machine.travel(NOW, tick=False):
            policy.forget()
            answers = [program.get("/cases?most=1") for _ in range(12)]
            assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
            assert problem(answers[-1])["title"] == "too_many"
            assert answers[-1]["Retry-After"] == "7"
            assert other.get("/cases?most=1").status_code == 200

    def test_tokens_cannot_be_guessed_in_numbers_from_one_address(self, decide):  # noqa: F811
        decide("api", strangers_per_minute=30)

        def guess(number: int, address: str = "10.0.0.1") -> int:
            headers = {"authorization": f"Bearer xq_{number}"}
            return Client(REMOTE_ADDR=address).get("/api/v1/cases", headers=headers).status_code

        with time_machine.travel(NOW, tick=False):
            policy.forget()
            assert [guess(number) for number in range(7)] == [401] * 5 + [429] * 2
            assert guess(8, "10.0.0.2") == 401
            assert Program(person("agent")).get("/cases?most=1").status_code == 200
