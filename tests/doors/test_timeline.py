"""The story of a case as one wants to read it: one kind of entry, the last first, long words folded."""

import re
from datetime import timedelta

import pytest

from tests.factories import at, fresh, in_handling, person
from tests.fixtures.browsing import browser
from xinqiao.cases.lifecycle import MOVES
from xinqiao.doors.desks.timeline import KINDS, chosen, kind_of
from xinqiao.handling import actions as handling
from xinqiao.intake import actions as intake

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def case():
    """Registered, dispatched, signed, urged three times; the citizen was not reached, then was; an extension is asked."""
    task = in_handling()
    for minutes in (60, 70, 80):
        intake.urge(fresh(task.case), text=f"第 {minutes} 分钟又问", by=person("agent"), now=at(minutes))
    for minutes, result in ((90, "not_reached"), (100, "reached")):
        handling.contact(fresh(task), result=result, note="", by=person("handler"), now=at(minutes))
    handling.extend(
        fresh(task),
        until_on=(task.due_at + timedelta(days=2)).date(),
        reason="等待配件",
        told=True,
        by=person("handler"),
        now=at(110),
    )
    return fresh(task.case)


def titles(case, query=""):
    page = browser(person("leader")).get(f"/cases/{case.number}/{query}").content.decode()
    history = page[page.index('<ol class="history">') :]
    return [
        title.split(" · ")[0] for title in re.findall(r"<strong>([^<]+)</strong>", history[: history.index("</ol>")])
    ]


def test_the_whole_story_begins_with_the_first_entry(case):
    assert titles(case) == ["登记", "派单", "签收", "催办", "催办", "催办", "联系诉求人", "联系诉求人", "延期"]


def test_one_kind_alone(case):
    assert titles(case, "?show=words") == ["登记", "催办", "催办", "催办"]
    assert titles(case, "?show=calls") == ["联系诉求人", "联系诉求人"]
    assert titles(case, "?show=requests") == ["延期"]
    assert titles(case, "?show=moves") == ["派单", "签收"]


def test_the_last_first(case):
    assert titles(case, "?newest") == titles(case)[::-1]
    assert titles(case, "?show=moves&newest") == ["签收", "派单"]


def test_what_is_no_kind_is_the_whole_story(case):
    assert titles(case, "?show=<script>") == titles(case)


def test_each_kind_says_how_many_and_leads_to_it(case):
    page = browser(person("leader")).get(f"/cases/{case.number}/?newest").content.decode()
    assert '<a class="chip" href="?show=calls&amp;newest#history-title">' in page
    assert 'aria-current="true">全部 <span class="quiet">9</span>' in page


def test_of_a_few_entries_there_is_nothing_to_choose():
    page = browser(person("leader")).get(f"/cases/{in_handling().case.number}/").content.decode()
    assert "#history-title" not in page


def test_long_words_are_folded_and_stand_whole_in_the_page(case):
    words = "昨晚楼下又在施工，" * 40
    intake.append(case, text=words, by=person("agent"), now=at(120))
    page = browser(person("leader")).get(f"/cases/{case.number}/").content.decode()
    assert page.count('<details class="history-fold">') == 1
    assert words in page


def test_every_move_is_of_one_kind():
    assert {kind_of(verb) for verb in MOVES} == set(KINDS)
    assert kind_of("send_back") == kind_of("rule_return") == "requests"


def test_a_kind_without_entries_is_not_offered():
    _, chips, _ = chosen([], {})
    assert chips == []
