"""Whatever page, answer or file name goes out, nobody's data goes with it; asked for with a reason, it does."""

import csv
from urllib.parse import quote

from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.canary.planted import (
    ACCOUNT,
    CANARIES,
    CARD,
    IDENTITY,
    LANDLINE,
    MAIL,
    NAME,
    PHONE,
    PLATE,
    SPOKEN,
    Planted,
    escaped,
)
from tests.factories import person
from tests.fixtures.at_once import SOAK
from tests.fixtures.browsing import browser
from tests.fixtures.city import MINIMAL
from tests.fixtures.program import Program
from tests.fixtures.searching import indexed
from tests.rights.bodies import BODIES, body
from tests.structure.routes import asks_for_a_period, operations, routes
from xinqiao.cases.guarded import unspoken
from xinqiao.cases.models import Case
from xinqiao.cases.search.asked import read as read_typed
from xinqiao.cases.search.finding import find
from xinqiao.doors.openapi.schemas import facts_for
from xinqiao.people.models import Audit, Staff

PERIOD = "?since=2026-01-01T00:00:00%2B08:00&until=2099-01-01T00:00:00%2B08:00"
TYPED = {"text", "note", "reason", "progress", "article", "upper_reference"}
LEAVING = {"set_language", "people:sign_out"}
with (MINIMAL / "roles.csv").open(encoding="utf-8-sig", newline="") as file:
    ROLES = sorted({row["role"] for row in csv.DictReader(file)} if SOAK else ("agent", "auditor", "handler"))


def addresses(world: Planted) -> dict[str, str]:
    """Every address of the house, the API's too, by the name of its route."""
    arguments = world.arguments()
    names = sorted({route.name for route in routes()} - LEAVING)
    found = {name: reverse(name, args=arguments.get(name)) for name in names}
    return found | {"answered": reverse("desks:case", args=[world.answered.number])}


def read(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace") + repr(dict(answer.headers))


def everywhere(world: Planted, staff: Staff) -> dict[str, list[str]]:
    """Route -> what got out there on a GET by this person, in the browser or by his program."""
    client, program = browser(staff), Program(staff)
    found = {}
    for name, address in addresses(world).items():
        headers = program.headers if name in operations() else {}
        answer = client.get(address + (PERIOD if asks_for_a_period(name) else ""), headers=headers)
        assert answer.status_code < 500, name
        found[name] = escaped(read(answer))
    return {name: got_out for name, got_out in found.items() if got_out}


def test_no_page_and_no_answer_shows_it(planted: Planted):
    """Of a right that all have everybody sees the same: whoever may do everything sees most, so he is asked too."""
    for staff in (planted.person, *map(person, ROLES)):
        assert everywhere(planted, staff) == {}, staff.username


def test_no_move_by_a_program_answers_with_it(planted: Planted):
    program, arguments, moved = Program(planted.person), planted.arguments(), 0
    for verb in sorted(BODIES):
        usual = body(verb, planted.joint_case.number) | _typed(verb)
        said = {name: SPOKEN if name in TYPED else value for name, value in usual.items()}
        with transaction.atomic():
            answer = program.post(reverse(f"api:{verb}", args=arguments[f"api:{verb}"]).removeprefix("/api/v1"), said)
            transaction.set_rollback(True)
        assert answer.status_code < 500, verb
        assert escaped(read(answer)) == [], verb
        moved += answer.status_code == 200
    assert moved > len(BODIES) / 2


def test_the_search_tells_nothing_but_what_was_typed_into_it(planted: Planted):
    indexed()
    client, program = browser(planted.person), Program(planted.person)
    for typed in (*CANARIES, "我叫", "微信", planted.answered.number):
        for answer in (client.get("/search/", {"q": typed}), program.get(f"/search?q={quote(typed)}")):
            assert set(escaped(read(answer))) <= {typed}, typed
    shown = client.get("/search/", {"q": "我叫"}).content.decode()
    assert (planted.answered.number in shown, "<mark>我叫</mark>" in shown) == (True, True)


def test_only_whom_one_names_as_a_whole_is_found(planted: Planted):
    """What a page masks is no word: neither an account nor a plate, a card or an identity number finds a case."""
    indexed()
    for typed in (IDENTITY, CARD, MAIL, PLATE, ACCOUNT, SPOKEN[:6], IDENTITY[:9], CARD[4:10], LANDLINE):
        assert find(read_typed(typed), by=planted.person, most=9).hits == [], typed


def _typed(verb: str) -> dict[str, object]:
    return {"extend": {"progress": ""}, "rule_extension": {"upper_reference": ""}}.get(verb, {})


def test_no_fact_that_a_program_reads_tells_it(planted: Planted):
    """The list of events itself is empty inside a test: it reads settled transactions only."""
    cited = planted.answered.events.get(verb="answer_directly")
    assert cited.data["article"] == SPOKEN[:60]
    secret = unspoken(planted.person, [cited])
    assert escaped(str(facts_for(planted.person, planted.answered, None, cited, secret))) == []


def test_what_is_refused_is_not_quoted(planted: Planted):
    program = Program(planted.person)
    wrong = {"case_type": PHONE, "title": SPOKEN * 9, "text": SPOKEN, "phone": SPOKEN, "unit": PHONE, "category": PHONE}
    for address in ("/cases", f"/cases/{planted.long_task.case.number}/dispatch"):
        for sent in (wrong, {"case_type": "help", "title": "x", "text": "x", "area": PHONE}, {"unit": PHONE}):
            answer = program.post(address, sent)
            assert answer.status_code == 422
            assert escaped(read(answer)) == []


def test_a_page_that_fails_says_nothing_of_it(planted: Planted, monkeypatch):
    def fail(*arguments: object, **named: object) -> None:
        raise RuntimeError(SPOKEN)

    monkeypatch.setattr("xinqiao.cases.guarded.request_text", fail)
    client = Client(raise_request_exception=False)
    client.force_login(planted.person)
    program = Program(planted.person)
    program.client.raise_request_exception = False
    number = planted.long_task.case.number
    for answer in (client.get(f"/cases/{number}/"), program.get(f"/cases/{number}")):
        assert answer.status_code == 500
        assert escaped(read(answer)) == []


def test_it_is_shown_to_who_asks_with_a_right_and_a_reason(planted: Planted):
    number = planted.long_task.case.number
    shown = browser(planted.person).post(f"/cases/{number}/contact/", {"reason": f"核对{PHONE}"})
    assert escaped(shown.content.decode()) == list(CANARIES)
    row = Audit.objects.get(what="show_contact")
    assert row.subject == number
    assert escaped(row.reason) == []


def test_the_words_of_an_anonymous_case_are_shown_to_the_centre_alone(planted: Planted):
    case = planted._register()
    Case.objects.filter(pk=case.pk).update(confidentiality="anonymous", appellant=None)
    asked = {"reason": "紧急情况需要联系"}
    shown = browser(person("shift_lead")).post(f"/cases/{case.number}/contact/", asked).content.decode()
    assert (PHONE in shown, NAME in shown) == (True, True)
    assert browser(person("handler")).post(f"/cases/{case.number}/contact/", asked).status_code == 404
