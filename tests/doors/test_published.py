"""What anybody reads on the portal: published cases, those like what he writes, and the hotline's figures."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import archived, fresh, person
from xinqiao.cases.models import Case
from xinqiao.doors.desks import publishing
from xinqiao.doors.portal import statistics
from xinqiao.knowledge import publishing as actions
from xinqiao.knowledge.models import Publication
from xinqiao.people import limits, policy

ADDRESS = "/portal/published/"


@pytest.fixture(autouse=True)
def _fresh(city):
    policy.forget()
    limits.begin_anew()
    cache.clear()


def published(title: str = "路灯不亮", *, now: datetime | None = None, **facts: object) -> Publication:
    when, lead = now or timezone.now(), person("shift_lead")
    case = archived(title=title, text=f"{title}，请来修。", **facts)
    one = publishing.propose(case, by=lead, now=when)
    return actions.publish(one, title=one.title, request=one.request, reply=one.reply, by=lead, now=when)


def listed(client: Client, query: str = "") -> list[str]:
    return [one.title for one in client.get(ADDRESS + query).context["page"]]


def test_the_latest_stands_first_and_leads_to_its_page(client: Client):
    now = timezone.now()
    old, new = published("旧的", now=now - timedelta(days=1)), published("新的", now=now)
    assert listed(client) == ["新的", "旧的"]
    page = client.get(f"{ADDRESS}{old.pk}/").text
    assert old.reply in page
    assert "东城区" in page, "the district"
    assert "幸福路" not in page.replace(old.request, "").replace(old.reply, ""), "and no place within it"
    assert new.case_number not in page


def test_words_and_category_narrow_it(client: Client):
    published("槐树巷路灯不亮", category="C1102")
    published("暖气不热", category="C1201")
    assert listed(client, "?q=路灯") == ["槐树巷路灯不亮"]
    assert listed(client, "?q=路灯 暖气") == []
    assert listed(client, "?category=C12") == ["暖气不热"]
    assert len(listed(client, "?category=nothing")) == 2


def test_only_the_public_words_are_searched(client: Client):
    one = published("槐树巷路灯不亮")
    Case.objects.filter(number=one.case_number).update(title="秘密的标题")
    assert listed(client, "?q=秘密") == []


def test_what_is_not_published_is_not_there(client: Client):
    one, lead = publishing.propose(archived(), by=person("shift_lead"), now=timezone.now()), person("shift_lead")
    assert (listed(client), client.get(f"{ADDRESS}{one.pk}/").status_code) == ([], 404)
    shown = published("新的")
    actions.withdraw_publication(shown, reason="有误", by=lead, now=timezone.now())
    assert (listed(client), client.get(f"{ADDRESS}{shown.pk}/").status_code) == ([], 404)


@pytest.mark.parametrize(
    "since", [{"flag": "sensitive"}, {"confidentiality": "confidential"}, {"stage": "in_hand"}, {"title": ""}]
)
def test_what_has_ceased_to_be_for_the_public_is_gone_at_once(client: Client, since: dict[str, str]):
    one = published()
    Case.objects.filter(number=one.case_number).update(**since)
    assert (listed(client), client.get(f"{ADDRESS}{one.pk}/").status_code) == ([], 404)
    assert client.post("/portal/similar/", {"text": "路灯不亮了"}).text.strip() == ""
    assert fresh(one).state == "published"


def test_twenty_stand_on_a_page(client: Client, monkeypatch, django_assert_max_num_queries):
    one = published()
    for number in range(21):
        copy = Case.objects.get(number=one.case_number)
        copy.pk, copy.number, copy.appellant_id = None, f"99999999{number:05}", None
        copy.save()
        Publication.objects.create(
            **{name: getattr(one, name) for name in ("title", "request", "reply", "registered_on", "completed_on",
               "state", "proposed_at", "proposed_by", "decided_at", "text", "keys")}, case_number=copy.number
        )  # fmt: skip
    with django_assert_max_num_queries(3):
        page = client.get(ADDRESS)
    assert len(page.context["page"].rows) == 20
    assert len(client.get(ADDRESS, {"page": page.context["page"].next}).context["page"].rows) == 2


def test_like_cases_are_offered_while_somebody_writes(client: Client, django_assert_max_num_queries):
    published("槐树巷路灯不亮")
    published("暖气不热")
    with django_assert_max_num_queries(2):
        offered = client.post("/portal/similar/", {"text": "我家门口的路灯三天不亮了"}).text
    assert "槐树巷路灯不亮" in offered
    assert "暖气不热" not in offered
    for text in ("", "请问", "想问社保怎么转移", "13800001234"):
        assert client.post("/portal/similar/", {"text": text}).text.strip() == "", text
    assert "/portal/similar/" in client.get("/portal/submit/").text


def test_no_more_than_three_are_offered(client: Client):
    for number in range(4):
        published(f"第{number}处路灯不亮")
    assert client.post("/portal/similar/", {"text": "路灯不亮"}).text.count("<details>") == 3


def test_small_numbers_point_at_nobody(client: Client):
    assert [statistics.few(number) for number in (0, 4, 5)] == ["少于 5", "少于 5", "5"]
    now = timezone.now()
    for minutes in range(6):
        archived(now=now - timedelta(days=3, minutes=minutes))
    page = client.get("/portal/statistics/")
    assert page.context["total"][0] == ("受理量", "6")
    assert page.context["categories"][0][1] == "6"
    assert len(page.context["months"]) == statistics.MONTHS
    assert "城管局" not in page.text, "no unit is named"


def test_figures_are_counted_once_for_all_who_ask(client: Client, django_assert_num_queries):
    client.get("/portal/statistics/")
    with django_assert_num_queries(0):
        assert client.get("/portal/statistics/").status_code == 200


def test_the_rest_of_the_categories_stands_without_a_name():
    many = [(str(number), 20 - number) for number in range(10)]
    assert statistics.named(many, 155)[-2:] == [("7", 13), ("", 23)]


@given(st.lists(st.integers(0, 30), max_size=20), st.integers(0, 30))
def test_no_count_under_five_is_told_nor_can_be_worked_out(counts: list[int], without_category: int):
    whole = sum(counts) + without_category
    told = statistics.named([(f"第{number}类", count) for number, count in enumerate(counts)], whole)
    numbers = [number for _label, number in told]
    assert all(number >= statistics.LEAST for number in numbers)
    assert whole - sum(numbers) in (0, whole)
