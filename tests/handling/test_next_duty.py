"""What a unit sees first of its tasks is what it is to do next."""

import pytest

from tests.factories import at, dispatched, fresh, in_handling, its, person, replied
from tests.fixtures.browsing import browser
from xinqiao.cases.models import Assignment
from xinqiao.cases.queries import lit
from xinqiao.handling import actions as handling

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def contacted(task: Assignment) -> Assignment:
    handling.contact(task, result="reached", by=its("handler", task), now=at(30))
    return task


def duty(task: Assignment) -> str:
    return str(lit([fresh(task)], at(60))[0].duty.label)


def test_first_it_is_signed_then_the_citizen_is_called_then_it_is_handled():
    task = dispatched()
    assert duty(task) == "签收"
    handling.sign(task, by=person("liaison"), now=at(20))
    assert duty(task) == "联系"
    contacted(task)
    assert duty(task) in ("答复", "办理", "进展")


def test_the_database_sorts_by_what_the_page_names():
    tasks = [dispatched(), in_handling(), contacted(in_handling()), replied(), in_handling("zjj")]
    handling.interim_reply(tasks[4], text="正在施工", by=its("handler", tasks[4]), now=at(50))
    for task in lit(Assignment.objects.all(), at(60)):
        assert task.next_due_at == task.duty.due_at, task.number


def test_what_is_due_to_be_signed_today_stands_before_what_is_due_next_week():
    later, urgent = contacted(in_handling()), dispatched(now=at(60))
    page = browser(person("liaison")).get("/handling/").content.decode()
    assert page.index(urgent.number) < page.index(later.number)
    assert "签收" in page[page.index(urgent.number) : page.index(later.number)]
