"""A unit is retired while somebody is just dispatching to it: whoever comes second waits and is told."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from tests.factories import at, person, registered, unit
from xinqiao.cases.models import Assignment
from xinqiao.cases.refusal import Barred
from xinqiao.cities.apply import apply
from xinqiao.cities.city import City
from xinqiao.cities.faults import CityError
from xinqiao.cities.read import read_city
from xinqiao.dispatch.actions import dispatch
from xinqiao.people.models import Unit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("city")]


@pytest.fixture
def without_the_heating_company(folder, rewrite) -> City:
    rewrite("units.csv", "reli,市热力公司,xq,1,company\n", "")
    rewrite("catalogue.csv", "C1201,,reli,zjj,", "C1201,,zjj,,")
    rewrite("catalogue.csv", "C1202,,reli,,", "C1202,,zjj,,")
    return read_city(folder)


def beside(act: Callable[[], object]) -> Future[object]:
    """Begin `act` with a connection of its own; comes back when it waits for a lock that we hold."""

    def run() -> object:
        try:
            return act()
        finally:
            connections.close_all()

    pool = ThreadPoolExecutor(1)
    begun = pool.submit(run)
    pool.shutdown(wait=False)
    for _ in range(600):
        if begun.done() or waits():
            return begun
        time.sleep(0.05)
    raise AssertionError("it neither ended nor waited")


def waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return cursor.fetchone()[0] > 0


def to_the_heating_company(case, by) -> Assignment:
    return dispatch(case, lead=unit("reli"), by=by, now=at(10))


def test_a_dispatch_that_is_under_way_is_waited_for_and_counts(without_the_heating_company):
    case, by = registered(), person("dispatcher")
    with transaction.atomic():
        to_the_heating_company(case, by)
        retiring = beside(lambda: apply(without_the_heating_company))
        assert not retiring.done()
    with pytest.raises(CityError, match="“市热力公司”还有 1 个未办结的任务，不能停用"):
        retiring.result(60)
    assert Unit.objects.get(code="reli").is_active


def test_a_dispatch_to_a_unit_that_is_just_being_retired_waits_and_is_refused(without_the_heating_company):
    case, by = registered(), person("dispatcher")
    with transaction.atomic():
        apply(without_the_heating_company)
        dispatching = beside(lambda: to_the_heating_company(case, by))
        assert not dispatching.done()
    with pytest.raises(Barred, match="市热力公司已停用"):
        dispatching.result(60)
    assert not case.assignments.exists()
