"""Many call about one matter at once (floor rule 14): what is announced, who sees it where, and how cases come together."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import archived, fresh, person, react, registered
from tests.fixtures.browsing import browser
from xinqiao.cases.queries import answer_text
from xinqiao.catalogue.models import Category
from xinqiao.intake import actions as intake
from xinqiao.knowledge import queries
from xinqiao.knowledge.models import Announcement
from xinqiao.outbox.models import Row
from xinqiao.people.models import Audit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
ADDRESS = "/announcements/"
SAID = {"title": "城东停水抢修", "text": "主管网抢修，预计十八时恢复。", "public_text": "城东片区停水，请留意。"}


def typed(**more: object) -> dict[str, object]:
    ends_at = timezone.localtime() + timedelta(hours=6)
    return SAID | {"ends_at": ends_at.strftime("%Y-%m-%dT%H:%M"), "parent_number": ""} | more


def announced(**more: object) -> Announcement:
    answer = browser(person("shift_lead")).post(ADDRESS, typed(**more))
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    return Announcement.objects.get()


def test_agents_read_it_at_once_and_call_it_up_by_a_slash():
    one = announced()
    page = browser(person("agent")).get("/register/").content.decode()
    assert page.count(one.text) == 3, "beside the form, and in the menu of scripts"
    assert 'data-found-by="announcement-' in page
    assert "cdtsqx" in page, "by its initials"
    assert Row.objects.filter(verb="announce").exists()
    assert react() == 1
    assert Audit.objects.get(what="announce").subject == one.title


def test_citizens_read_the_public_words_and_nothing_else():
    announced()
    for address in ("/portal/", "/portal/submit/"):
        page = Client().get(address).content.decode()
        assert SAID["public_text"] in page
        assert SAID["text"] not in page


def test_what_has_no_public_words_is_not_public():
    announced(public_text="")
    assert SAID["title"] not in Client().get("/portal/").content.decode()


def test_it_is_over_when_it_was_ended_and_when_its_time_has_come():
    one, now = announced(), timezone.now()
    assert list(queries.current(one.ends_at - timedelta(seconds=1))) == [one]
    assert list(queries.current(one.ends_at)) == []
    dispatcher = person("dispatcher")
    for _ in range(2):
        assert browser(dispatcher).post(f"{ADDRESS}{one.pk}/end/").status_code == 302
    ended = fresh(one)
    assert (ended.ended_by, list(queries.current(timezone.now()))) == (dispatcher, [])
    assert now <= ended.ends_at <= timezone.now()
    assert Audit.objects.filter(what="end_announcement").count() == 1
    again = browser(dispatcher).get(f"{ADDRESS}?again={one.pk}").content.decode()
    assert again.count(SAID["text"]) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"text": " "}, "text"),
        ({"ends_at": "2020-01-01T08:00"}, "ends_at"),
        ({"ends_at": "2199-01-01T08:00"}, "ends_at"),
        ({"parent_number": "2606010000011"}, "parent_number"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_announced(wrong: dict[str, str], field: str):
    answer = browser(person("dispatcher")).post(ADDRESS, typed(**wrong))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert SAID["public_text"] in answer.content.decode(), "what was typed stays"
    assert not Announcement.objects.exists()


def test_a_parent_case_is_one_that_is_open():
    answer = browser(person("dispatcher")).post(ADDRESS, typed(parent_number=archived().number))
    assert list(answer.context["form"].errors) == ["parent_number"]


def test_an_agent_reads_but_does_not_announce():
    assert browser(person("agent")).get(ADDRESS).status_code == 404
    assert browser(person("agent")).post(ADDRESS, typed()).status_code == 404
    assert not Announcement.objects.exists()


def test_only_a_matter_of_its_kind_is_offered_its_parent():
    water, lamp = Category.objects.get(code="C1001"), Category.objects.get(code="C1102")
    parent = registered(category="C1102")
    announced(category=lamp.pk, parent_number=parent.number)
    offered = f"into={parent.number}"
    for other, expected in ((registered(category="C1102"), True), (registered(category=water.code), False)):
        page = browser(person("agent")).get(f"/cases/{other.number}/registered/").content.decode()
        assert (offered in page) == expected
    assert offered not in browser(person("agent")).get(f"/cases/{parent.number}/registered/").content.decode()


def test_what_agents_propose_the_dispatcher_confirms_at_once_and_one_answer_is_everybodys():
    parent, agent, now = registered(category="C1102"), person("agent"), timezone.now()
    announced(parent_number=parent.number)
    others = [registered(category="C1102") for _ in range(3)]
    for other in others:
        intake.propose_merge(other, into=parent, by=agent, now=now)
    dispatcher = browser(person("dispatcher"))
    assert "3 件并单待确认" in dispatcher.get("/dispatch/").content.decode()
    desk = dispatcher.get("/rulings/?kind=propose_merge").content.decode()
    assert all(f'name="merge" value="{other.number}"' in desk for other in others)
    answer = dispatcher.post("/dispatch/merge/", {"merge": [other.number for other in others[:2]]})
    assert [(one.is_made, one.told) for one in answer.context["results"]] == [(True, f"已并入 {parent.number}")] * 2
    assert "已并入 2 件" in dispatcher.get(ADDRESS).content.decode()
    intake.answer_directly(fresh(parent), text="已恢复供水。", by=agent, now=now)
    react()
    assert [fresh(other).stage for other in others] == ["archived", "archived", "registered"]
    assert [answer_text(fresh(other)) for other in others[:2]] == ["已恢复供水。"] * 2


def test_nobody_confirms_in_bulk_what_he_may_not_rule_on():
    assert browser(person("agent")).post("/dispatch/merge/", {"merge": [registered().number]}).status_code == 404
