"""The callback desk."""

import pytest

from tests.factories import REPLY, REQUEST, at, called_back, fresh, person, to_call_back
from tests.fixtures.browsing import browser
from xinqiao.callback.models import Callback, Rating

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def agent():
    return browser(person("callback_agent"))


def said(opened: Callback, **typed: object) -> dict:
    task = opened.case.assignments.get()
    return {"result": "reached", f"satisfaction_{task.pk}": 4, f"solved_{task.pk}": "yes"} | typed


def test_the_desk_shows_the_longest_due_first(agent):
    second, first = to_call_back(now=at(5)), to_call_back(now=at(0))
    page = agent.get("/callbacks/").content.decode()
    assert page.index(first.case.number) < page.index(second.case.number)
    called_back(first)
    assert first.case.number not in agent.get("/callbacks/").content.decode()


def test_the_page_shows_what_was_asked_and_what_was_answered(agent):
    page = agent.get(f"/callbacks/{to_call_back().pk}/").content.decode()
    assert REQUEST in page
    assert REPLY in page


def test_what_was_said_is_recorded(agent):
    opened = to_call_back()
    answer = agent.post(f"/callbacks/{opened.pk}/", said(opened, note="很快就修好了"))
    assert (answer.status_code, answer["Location"]) == (302, "/callbacks/")
    rating = Rating.objects.get(callback=opened)
    assert (rating.satisfaction, rating.solved) == (4, True)
    assert f"{opened.case.number} 的回访已记录" in agent.get("/callbacks/").content.decode()


@pytest.mark.parametrize("left_out", ["satisfaction", "solved"])
def test_who_was_reached_is_asked_both_questions(agent, left_out):
    opened = to_call_back()
    name = f"{left_out}_{opened.case.assignments.get().pk}"
    answer = agent.post(f"/callbacks/{opened.pk}/", said(opened, note="很快就修好了") | {name: ""})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {name})
    assert "很快就修好了" in answer.content.decode()
    assert fresh(opened).attempts == 0


def test_ratings_are_left_aside_when_nobody_answered(agent):
    opened = to_call_back()
    assert agent.post(f"/callbacks/{opened.pk}/", said(opened, result="no_answer")).status_code == 302
    assert (fresh(opened).attempts, Rating.objects.count()) == (1, 0)


def test_who_comes_second_is_told_so_and_keeps_what_he_typed(agent):
    opened = to_call_back()
    called_back(opened)
    answer = agent.post(f"/callbacks/{opened.pk}/", said(opened, note="很快就修好了"))
    assert answer.status_code == 422
    assert "这次回访已由他人完成" in answer.content.decode()
    assert "很快就修好了" in answer.content.decode()


def test_nobody_else_finds_the_desk():
    opened = to_call_back()
    for role in ("agent", "handler", "leader"):
        assert browser(person(role)).get("/callbacks/").status_code == 404
        assert browser(person(role)).post(f"/callbacks/{opened.pk}/", said(opened)).status_code == 404
