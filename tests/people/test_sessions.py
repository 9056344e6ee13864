"""A session is one person's, ends when nobody moves, and can be ended by others."""

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.factories import at, unit
from tests.fixtures.browsing import browser
from tests.people.coming_in import SECRET, settled, sign_in
from xinqiao.people import actions, tasks
from xinqiao.people.models import Audit, Session, Staff
from xinqiao.project import settings_live

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

FRAGMENT = {"HX-Request": "true"}
NEW = {"old": SECRET, "new": "Ganz-neu-2", "again": "Ganz-neu-2"}


@pytest.fixture
def agent(city) -> Staff:
    return settled("agent")


@pytest.fixture
def clock():
    with time_machine.travel(at(0), tick=False) as travelling:
        yield travelling


def is_in(client: Client) -> bool:
    return client.get("/me/", headers=FRAGMENT).status_code == 200


class TestIdle:
    def test_after_half_an_hour_without_a_move_it_has_ended(self, agent, clock):
        client, _ = sign_in(agent)
        clock.move_to(at(29))
        assert is_in(client)
        clock.move_to(at(31))
        assert not is_in(client)

    def test_a_page_or_a_form_keeps_it_alive(self, agent, clock):
        client, _ = sign_in(agent)
        for minutes in range(20, 200, 20):
            clock.move_to(at(minutes))
            assert client.get("/").status_code == 200
        clock.move_to(at(209))
        assert client.post("/register/", {"text": ""}, headers=FRAGMENT).status_code == 422
        clock.move_to(at(235))
        assert is_in(client)

    def test_what_a_page_fetches_by_itself_does_not(self, agent, clock):
        client, _ = sign_in(agent)
        for minutes in range(5, 30, 5):
            clock.move_to(at(minutes))
            assert client.get("/counters/dispatch/", headers=FRAGMENT).status_code == 200
        clock.move_to(at(31))
        assert client.get("/counters/dispatch/", headers=FRAGMENT).status_code == 401

    @pytest.mark.django_db(transaction=True)  # the stream asks by a connection of its own
    def test_nor_does_the_live_stream(self, agent, clock, settings):
        client, _ = sign_in(agent)
        settings.ROOT_URLCONF, settings.MIDDLEWARE = settings_live.ROOT_URLCONF, settings_live.MIDDLEWARE
        live = Client()
        live.cookies = client.cookies
        before = Session.objects.get().expire_date
        clock.move_to(at(20))
        assert live.get("/live?topics=dispatch").status_code == 200
        assert Session.objects.get().expire_date == before
        clock.move_to(at(31))
        assert live.get("/live?topics=dispatch").status_code == 401

    def test_the_city_sets_the_limit(self, agent, clock, rules):
        rules(idle_minutes=5)
        client, _ = sign_in(agent)
        clock.move_to(at(6))
        assert not is_in(client)

    def test_a_busy_person_costs_one_write_a_minute(self, agent, clock, django_assert_num_queries):
        client, _ = sign_in(agent)
        clock.shift(61)
        written = [client.get("/me/") and Session.objects.get().expire_date]
        clock.shift(59)
        written.append(client.get("/me/") and Session.objects.get().expire_date)
        clock.shift(1)
        written.append(client.get("/me/") and Session.objects.get().expire_date)
        assert written[0] == written[1] < written[2]

    def test_the_cookie_is_for_this_visit_and_no_script_reads_it(self, agent):
        client, _ = sign_in(agent)
        cookie = client.cookies["sessionid"]
        assert (cookie["max-age"], cookie["expires"], cookie["httponly"], cookie["samesite"]) == ("", "", True, "Lax")

    def test_the_night_removes_what_has_ended(self, agent, clock):
        sign_in(agent)
        clock.move_to(at(31))
        staying, _ = sign_in(agent)
        tasks.forget_sessions(0)
        assert [row.session_key for row in Session.objects.all()] == [staying.session.session_key]


class TestEnding:
    def test_signing_out_leaves_nothing_that_a_copied_cookie_opens(self, agent):
        client, _ = sign_in(agent)
        key = client.cookies["sessionid"].value
        client.post("/sign-out/")
        thief = Client()
        thief.cookies["sessionid"] = key
        assert not is_in(thief)
        assert not Session.objects.filter(pk=key).exists()

    def test_my_new_password_ends_my_other_sessions_and_keeps_this_one(self, agent):
        here, _ = sign_in(agent)
        there, _ = sign_in(agent)
        key = here.session.session_key
        assert here.post("/me/password/", NEW)["Location"] == "/me/"
        assert (is_in(here), is_in(there)) == (True, False)
        assert here.session.session_key != key
        assert sign_in(agent, NEW["new"])[1].status_code == 302

    def test_the_present_password_is_asked_and_guessing_it_ends_too(self, agent):
        client = browser(agent)
        for _ in range(5):
            page = client.post("/me/password/", NEW | {"old": "guess"})
            assert page.status_code == 422
        assert "输错次数过多" in client.post("/me/password/", NEW).content.decode()
        assert Staff.objects.get(pk=agent.pk).check_password(SECRET)

    def test_i_see_where_i_am_signed_in_and_end_all_but_here(self, agent):
        firefox, _ = sign_in(agent)
        edge = Client(headers={"User-Agent": "Mozilla/5.0 Chrome/120 Safari/537 Edg/120"}, REMOTE_ADDR="10.1.2.3")
        edge.post("/sign-in/", {"username": agent.username, "password": SECRET})
        page = edge.get("/me/").content.decode()
        assert page.count("Edge") == 1
        assert "10.1.2.3" in page
        assert "127.0.0.1" in page
        assert edge.post("/me/sessions/end/")["Location"] == "/me/"
        assert (is_in(edge), is_in(firefox)) == (True, False)
        assert Audit.objects.filter(what="sessions_ended", staff=agent).exists()

    @pytest.mark.parametrize("decision", [actions.leave, actions.reset_password])
    def test_an_administrators_decision_ends_them_at_once(self, agent, decision):
        client, _ = sign_in(agent)
        decision(agent, by=None, now=timezone.now())
        assert not is_in(client)
        assert not agent.sessions.exists()

    def test_a_role_that_is_taken_away_counts_no_more_at_the_next_request(self, agent):
        client, _ = sign_in(agent)
        assert client.get("/register/").status_code == 200
        actions.end_post(agent.posts.get(), by=None)
        assert client.get("/register/").status_code == 404
        assert is_in(client)

    def test_a_retired_unit_lends_no_rights_in_an_open_session(self, agent):
        client, _ = sign_in(settled("liaison", "cgj"))
        assert client.get("/handling/").status_code == 200
        cgj = unit("cgj")
        cgj.is_active = False
        cgj.save()
        assert client.get("/handling/").status_code == 404
