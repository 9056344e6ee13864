"""Two administrators who apply at the same moment."""

from threading import Barrier, Thread
from time import sleep

import pytest
from django.db import connections

from xinqiao.cities.apply import apply
from xinqiao.cities.plan import plan
from xinqiao.cities.read import read_city


@pytest.mark.django_db(transaction=True)
def test_two_applies_at_once_queue_and_the_second_changes_nothing(folder, append, monkeypatch):
    apply(read_city(folder))
    append("units.csv", "shuiwu,市水务局,xq,1,department")
    city, start, results = read_city(folder), Barrier(2), []

    def linger(city):
        found = plan(city)
        sleep(0.3)  # time enough for the other one to plan the same, if it did not queue
        return found

    def run() -> None:
        start.wait(timeout=10)
        try:
            results.append([str(change) for change in apply(city)])
        finally:
            connections.close_all()

    monkeypatch.setattr("xinqiao.cities.apply.plan", linger)
    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(results) == [[], ["+ units.csv 单位 shuiwu 市水务局"]]
