"""Signing in and out, and the demo's door that exists nowhere else."""

import pytest
from django.test import Client

from tests.factories import person
from tests.fixtures.browsing import browser
from tests.people.coming_in import SECRET, settled, sign_in
from xinqiao.people.models import Audit, Session, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def agent(city) -> Staff:
    return settled("agent")


def test_with_the_right_secret_one_comes_in_and_it_is_noted(agent):
    client, answer = sign_in(agent)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    assert Audit.objects.get(what="sign_in").staff == agent


def test_a_monitor_may_ask_for_the_head_of_the_page(city):
    assert Client().head("/sign-in/").status_code == 200


def test_with_a_wrong_one_not_and_it_is_noted_without_a_name(agent):
    client, answer = sign_in(agent, "guess")
    assert answer.status_code == 422
    assert client.get("/").status_code == 302
    assert Audit.objects.get(what="sign_in_failed").staff is None


def test_what_was_typed_for_a_name_is_written_down_only_if_it_is_one(agent):
    sign_in(agent, "guess")
    Client().post("/sign-in/", {"username": "my own password", "password": "guess"})
    assert set(Audit.objects.values_list("subject", flat=True)) == {agent.username, ""}


def test_the_session_gets_a_new_key_and_keeps_nothing_of_a_stranger(agent):
    client = Client()
    planted = client.session
    planted["planted"] = "by a stranger"
    planted.save()
    client.cookies["sessionid"] = planted.session_key
    client.post("/sign-in/", {"username": agent.username, "password": SECRET})
    assert client.session.session_key != planted.session_key
    assert "planted" not in client.session
    assert list(Session.objects.values_list("staff", flat=True)) == [agent.pk], "the old one is gone"


def test_who_left_cannot_come_in(agent):
    agent.is_active = False
    agent.save()
    _, answer = sign_in(agent)
    assert answer.status_code == 422


def test_one_comes_back_to_the_page_one_wanted(agent):
    assert Client().get("/cases/?stage=archived")["Location"] == "/sign-in/?next=/cases/%3Fstage%3Darchived"
    assert sign_in(agent, next="/cases/?stage=archived")[1]["Location"] == "/cases/?stage=archived"


@pytest.mark.parametrize("elsewhere", ["http://example.org/", "//example.org/", "javascript:alert(1)"])
def test_one_is_never_sent_elsewhere(agent, elsewhere):
    assert sign_in(agent, next=elsewhere)[1]["Location"] == "/"


def test_signing_out_ends_the_session_and_is_noted(agent):
    client = browser(agent)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert client.get("/").status_code == 302
    assert Audit.objects.get(what="sign_out").staff == agent


def test_a_fragment_sends_the_whole_page_to_sign_in():
    answer = Client().get("/counters/dispatch/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/sign-in/")


class TestDemo:
    @pytest.fixture(autouse=True)
    def demo(self, city, settings, agent):
        settings.DEMO = True
        Staff.objects.filter(pk=agent.pk).update(is_demo=True, username="demo-agent")
        person("dispatcher")

    def test_its_people_are_offered_and_enter_by_one_click(self):
        client = Client()
        assert "demo-agent" in client.get("/sign-in/").content.decode()
        assert client.post("/sign-in/demo/", {"role": "demo-agent"})["Location"] == "/"
        assert client.get("/register/").status_code == 200

    def test_nobody_else_can_be_entered_as(self):
        assert "dispatcher-xq" not in Client().get("/sign-in/").content.decode()
        assert Client().post("/sign-in/demo/", {"role": "dispatcher-xq"}).status_code == 404

    def test_outside_the_demo_there_is_no_such_door(self, settings):
        settings.DEMO = False
        assert "demo-agent" not in Client().get("/sign-in/").content.decode()
        assert Client().post("/sign-in/demo/", {"role": "demo-agent"}).status_code == 404
