"""Beside each part of the unit desk stands how many wait there."""

import re

import pytest
from django.utils import timezone

from tests.factories import dispatched, in_handling, person, replied
from tests.fixtures.browsing import browser
from xinqiao.handling.tabs import TABS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_each_count_is_as_many_as_the_part_shows():
    dispatched(now=timezone.now())
    in_handling()
    replied()
    client = browser(person("liaison"))
    page = client.get("/handling/").content.decode()
    counted = {}
    for tab in TABS:
        if told := re.search(rf'href="\?{re.escape(tab.query)}"[^>]*>[^<]*<span class="count-of">(\d+)</span>', page):
            counted[tab.query] = int(told[1])
    assert counted[""] == 3
    assert len(counted) == 6
    for query, count in counted.items():
        assert len(client.get(f"/handling/?{query}").context["tasks"]) == count, query
