"""What the desk ends by itself: answered, declined, invalid, relayed (floor rules 13, 17, 18, 20)."""

from datetime import datetime

from django.db import transaction

from xinqiao.advice.leading import check_officer
from xinqiao.cases.foreign import keep_number
from xinqiao.cases.grounds import ground_of
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Case, Event
from xinqiao.cases.queries import open_request
from xinqiao.cases.refusal import Incomplete
from xinqiao.cases.second_look import needs_approval
from xinqiao.cases.transition import Given, hold_case, make
from xinqiao.catalogue.models import Ground
from xinqiao.people.models import Staff


@transaction.atomic
def answer_directly(case: Case, *, text: str, article: str = "", by: Staff, now: datetime) -> Event:
    """Close with an answer, which cites the article it comes from.

    What needs approval is only proposed: the case then waits for `rule_answer`, and the event says propose_answer.
    """
    check_officer(MOVES["answer_directly"], case, by)
    if needs_approval(hold_case(case)):  # as it stands: nobody corrects its type meanwhile
        return propose_answer(case, text=text, article=article, by=by, now=now)
    return make("answer_directly", case, Given(_cited(article), text=text), by=by, now=now)


def propose_answer(case: Case, *, text: str, article: str = "", by: Staff, now: datetime) -> Event:
    """Ask that the case be closed with this answer."""
    check_officer(MOVES["propose_answer"], case, by)
    return make("propose_answer", case, Given(_cited(article), text=text), by=by, now=now)


def rule_answer(case: Case, *, granted: bool, reason: str = "", by: Staff, now: datetime) -> Event:
    """Close the case with the answer that was proposed, or send it back to the desk with a reason.

    Raises Incomplete for a refusal without a reason.
    """
    move = MOVES["rule_answer"]
    if not granted and not reason.strip():
        raise Incomplete(move, ["reason"])
    asked = open_request(case, move.rules)
    answer = asked.asked.text.body if granted and asked else reason
    return make("rule_answer", case, Given({"granted": granted}, text=answer), by=by, now=now)


def decline(case: Case, *, ground: str, text: str, by: Staff, now: datetime) -> Event:
    """Refuse on a listed ground; the event names the door that is right (floor rule 17)."""
    check_officer(MOVES["decline"], case, by)
    found = ground_of(Ground.Kind.DECLINE, ground, MOVES["decline"])
    return make("decline", case, Given({"ground": ground, "door": found.door}, text=text), by=by, now=now)


def invalidate(case: Case, *, ground: str, note: str = "", by: Staff, now: datetime) -> Event:
    """Count the case apart: silent, wrong number, prank (floor rule 20)."""
    check_officer(MOVES["invalidate"], case, by)
    ground_of(Ground.Kind.INVALIDATE, ground, MOVES["invalidate"])
    return make("invalidate", case, Given({"ground": ground}, text=note), by=by, now=now)


@transaction.atomic
def relay(case: Case, *, target: str, number: str = "", note: str = "", by: Staff, now: datetime) -> Event:
    """Hand the case to another system, and keep the number it has there (floor rule 18: the police number).

    Raises Incomplete when the target's number is missing and needed, NumberTaken when another case has it.
    """
    move = MOVES["relay"]
    check_officer(move, case, by)
    found = ground_of(Ground.Kind.RELAY, target, move, name="target")
    if found.needs_number and not number.strip():
        raise Incomplete(move, ["number"])
    kept = {"system": found.name, "foreign_number": number.strip()} if number.strip() else {}
    event = make("relay", case, Given({"target": target, "door": found.door, **kept}, text=note), by=by, now=now)
    if kept:
        keep_number(case, found.name, number.strip())
    return event


def _cited(article: str) -> dict[str, str]:
    return {"article": article} if article else {}
