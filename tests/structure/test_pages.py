"""Every page: as many queries for many rows as for few, within its budget, and nothing that the policy forbids."""

import os
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.structure.routes import asks_for_a_period, operations, routes
from tests.structure.world import World
from xinqiao.catalogue import known
from xinqiao.deadlines import calendar
from xinqiao.people import policy, sessions, tokens

FEW, MANY = 5, 50 if os.environ.get("XINQIAO_SOAK") else 20
PAGING = 1  # a list that goes on beyond its page is counted
PERIOD = "?since=2026-01-01T00:00:00%2B08:00&until=2099-01-01T00:00:00%2B08:00"
ASKED = dict.fromkeys(("api:search", "desks:palette"), f"?q={World.citizen['name']}")
# Route -> the queries that a GET may cost. Lower them when you can; a higher one needs a reason in its commit.
BUDGET = {
    "api:figures": 12,
    "api:get_case": 6,
    "api:list_assignments": 3,
    "api:list_cases": 3,
    "api:list_events": 3,
    "api:list_requests": 3,
    "api:search": 12,  # looks in six places, each by its own index, and names units and categories
    "assessment:figures": 27,  # every indicator of the norms, in total and by unit; six lists to choose from
    "assessment:standing": 10,
    "assessment:traced": 9,  # counts what is out of sight too, and names the unit, channel and category
    "callback:call_back": 13,
    "callback:propose_rework": 14,
    "callback:queue": 7,
    "callback:rule_rework": 18,
    "cities:download": 8,
    "cities:folder": 25,  # every table of the city
    "cities:platform": 8,
    "cities:row": 12,
    "cities:settings": 6,
    "cities:table": 12,
    "cities:upload": 8,
    "desks:announcements": 10,
    "desks:case": 20,  # a case that waits for dispatch is asked whether anybody has taken it on
    "desks:batch": 7,
    "desks:batches": 7,
    "desks:batch_results": 6,
    "desks:cases": 8,  # one of them for the filters that are kept
    "desks:cockpit": 12,
    "desks:cockpit_hottest": 12,
    "desks:cockpit_races": 14,  # from the facts; nine from the rollup
    "desks:cockpit_trend": 12,
    "desks:counter": 5,  # the units in reach are asked first, so that the index of open tasks serves
    "desks:download": 6,
    "desks:exports": 8,
    "desks:fetch_export": 5,
    "desks:order": 12,
    "desks:order_file": 10,
    "desks:palette": 13,  # what the search of the API costs, and the session
    "desks:picture": 9,  # whether this was written down a moment ago, under a lock
    "desks:publication": 14,
    "desks:publications": 9,
    "desks:registered": 15,
    "desks:rulings": 10,
    "desks:search": 6,
    "desks:urgent_report": 10,
    "dispatch:amend": 10,
    "dispatch:convey": 10,
    "dispatch:designate": 11,
    "dispatch:dispatch": 11,
    "dispatch:propose_dispatch": 11,
    "dispatch:queue": 16,  # what the catalogue suggests, how often each was out, and the units to choose from
    "dispatch:reassign": 11,
    "dispatch:recall": 10,
    "dispatch:reschedule": 10,
    "dispatch:responsibility": 9,
    "dispatch:rule_carry_over": 12,
    "dispatch:rule_dispatch": 9,
    "dispatch:rule_exclusion": 12,
    "dispatch:rule_extension": 12,
    "dispatch:rule_merge": 9,
    "dispatch:rule_objection": 12,
    "dispatch:rule_pause": 12,
    "dispatch:rule_return": 12,
    "dispatch:rule_strike_off": 12,
    "dispatch:rule_supplement": 12,
    "dispatch:split": 8,
    "dispatch:terminate": 8,
    "dispatch:unmerge": 7,
    "handling:carry_over": 12,
    "handling:carried_over": 11,
    "handling:consult": 12,
    "handling:contact": 12,
    "handling:delegate": 13,
    "handling:exclude": 12,
    "handling:extend": 12,
    "handling:feed_back": 11,
    "handling:interim_reply": 13,  # scripts, and what is announced among them
    "handling:look_again": 11,
    "handling:object": 12,
    "handling:pass_review": 13,
    "handling:pause": 12,
    "handling:reject_review": 13,
    "handling:reply": 13,
    "handling:resume": 11,
    "handling:reviews": 11,
    "handling:send_back": 13,
    "handling:strike_off": 11,
    "handling:supplement": 11,
    "handling:worklist": 12,
    "home": 5,
    "intake:accept": 7,
    "intake:announced": 5,
    "intake:answer_directly": 10,
    "intake:append": 7,
    "intake:brief_leader": 10,
    "intake:decline": 10,
    "intake:declined": 9,
    "intake:flag": 7,
    "intake:flagged": 10,
    "intake:invalidate": 8,
    "intake:overturn_decline": 8,
    "intake:propose_answer": 10,
    "intake:propose_merge": 7,
    "intake:register": 14,  # the form, and beside it drafts, what is to complete, announcements, the scripts
    "intake:relay": 8,
    "intake:rule_answer": 8,
    "intake:unflag": 7,
    "intake:uphold_decline": 8,
    "intake:urge": 7,
    "intake:withdraw": 7,
    "intake:wrap_up": 10,
    "office:calendar": 10,
    "office:year": 7,
    "people:add": 11,
    "people:audit": 8,
    "people:change_password": 6,
    "people:duty": 9,
    "people:duty_unit": 10,
    "people:me": 8,
    "people:people": 9,
    "people:person": 9,
    "people:set_second_factor": 9,
}
# Routes whose GET answers a signed-in person with no page, and why.
NO_PAGE = {
    "api:openapi-json": "a document about the API, built without the database",
    "api:api-root": "the library's empty root: 404",
    "callback:rework": "leads to the ruling that orders it",
    "people:sign_in": "leads on whoever is signed in; visited as a stranger below",
    **dict.fromkeys(
        ("people:give_code", "people:change_initial", "people:enrol"),
        "a step of the way in, which leads on whoever is signed in",
    ),
    **dict.fromkeys(("people:renew_codes", "people:drop_second_factor"), "leads who has no second factor elsewhere"),
    **dict.fromkeys(
        (route.name for route in routes() if route.name.startswith("portal:")),
        "the citizen's, who is not signed in: tests/doors/test_portal.py holds their budgets",
    ),
    "metrics": "figures of operation, kept for some seconds",
    "set_language": "leads back to where one came from",
}


def test_a_page_costs_as_many_queries_for_many_rows_as_for_few(client: Client, world: World, monkeypatch):
    monkeypatch.setattr(sessions, "RENEWED_SECONDS", float("inf"))  # a write a minute is no page's
    world.grow(FEW)
    few = dict(_costs(client, world))
    world.grow(MANY)
    many = dict(_costs(client, world))
    assert [f"{name}: {few[name]} -> {many[name]}" for name in few if many[name] > few[name] + PAGING] == []
    assert set(many) == set(BUDGET), "every page has a budget, and every budget its page"
    assert [f"{name}: {cost} of {BUDGET[name]}" for name, cost in many.items() if cost > BUDGET[name]] == []


def test_a_page_holds_nothing_that_the_policy_forbids(client: Client, world: World):
    """Rule: no style or event attribute, no script or style inside the page. Templates are read by tests/project;
    here is what reaches the browser, forms and tags included."""
    world.grow(1)
    stranger = Client().get(reverse("people:sign_in"))
    answers = {"people:sign_in": stranger} | {name: client.get(address) for name, address in _pages(client, world)}
    for name, answer in answers.items():
        allowed = answer.headers["Content-Security-Policy"]
        assert "script-src 'self'" in allowed or allowed.startswith("sandbox"), name
        assert Forbidden.found_in(answer) == [], name


def _costs(client: Client, world: World) -> Iterator[tuple[str, int]]:
    """Route -> the queries of its second GET; the first one fills caches that live as long as a process, those that
    live for seconds are emptied again."""
    key = {"Authorization": f"Bearer {tokens.issue(staff=world.person, name='test')}"}
    for name, address in [*_pages(client, world), *_readings(world)]:
        headers: Any = key if name in operations() else {}
        _read(client.get(address, headers=headers))
        calendar.forget()
        policy.forget()
        known.forget()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address, headers=headers)
            _read(response)
        assert response.status_code == 200, f"{name}: {response.status_code}"
        yield name, len(queries)


def _pages(client: Client, world: World) -> list[tuple[str, str]]:
    """The pages that answer a GET, with their addresses; the person who may everything is signed in."""
    client.force_login(world.person)
    arguments = world.arguments()
    names = sorted({route.name for route in routes()} - set(NO_PAGE) - set(operations()))
    addresses = {name: reverse(name, args=arguments.get(name)) + ASKED.get(name, "") for name in names}
    return [(name, address) for name, address in addresses.items() if client.get(address).status_code != 405]


def _readings(world: World) -> list[tuple[str, str]]:
    """The operations of the API that only read."""
    arguments = world.arguments()
    names = [name for name, (method, _) in operations().items() if method == "get"]
    addresses = {name: reverse(name, args=arguments.get(name)) for name in names}
    return [(name, address + _asked(name)) for name, address in addresses.items()]


def _asked(name: str) -> str:
    """What an operation does not answer without."""
    return PERIOD if asks_for_a_period(name) else ASKED.get(name, "")


def _read(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


class Forbidden(HTMLParser):
    """Collects what a strict content security policy would block."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    @classmethod
    def found_in(cls, response: Any) -> list[str]:
        parser = cls()
        if response.headers.get("Content-Type", "").startswith("text/html"):
            parser.feed(_read(response).decode())
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.found.append(f"<{tag}>")
        self.found += [f"<{tag} {name}>" for name in given if name == "style" or name.startswith("on")]
        self.found += [f"<{tag} {name}={value}>" for name, value in attrs if (value or "").startswith("javascript:")]
