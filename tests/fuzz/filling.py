"""Run within an installation while its server and worker run: more cases, and a token for each role, printed as JSON.

Who holds a role holds it at every unit, so that most of what he asks for is his; callback agents only at the centre, for
nobody calls on behalf of a unit that is rated.
"""

import json
import sys
from datetime import datetime, timedelta

from django.utils import timezone

from tests import factories
from tests.rights.things import NOBODYS
from xinqiao.cases.models import Flag
from xinqiao.intake import actions as intake
from xinqiao.people import tokens
from xinqiao.people.models import Post, Role, Staff, Unit

EACH = 4  # cases at each station
STATIONS = (
    factories.registered, factories.replied, factories.joint, factories.delegated, factories.recalled,
    factories.completed, factories.sent_back, factories.carried_over, factories.merged,
)  # fmt: skip
GUARDED = ({"case_type": "report", "accused": "zjj"}, {"confidentiality": "confidential"})


def main() -> None:
    """Fill, and print the tokens."""
    for turn in range(EACH):
        fill(_monday_before() + timedelta(minutes=turn))
    sys.stdout.write(json.dumps({role.code: _token(role) for role in Role.objects.all()}))


def fill(now: datetime) -> None:
    """One case at each station that a simulated city seldom shows."""
    for bring in STATIONS:
        bring(now=now)
    for facts in GUARDED:
        factories.dispatched(now=now, note="请核查。", **facts)
    for fit in ({"category": NOBODYS}, {"to": "dongcheng"}):
        factories.in_handling(now=now, **fit)
    factories.asked_back(factories.dispatched(now=now, category=NOBODYS), now=now + timedelta(minutes=30))
    flagged = factories.dispatched(now=now).case
    intake.flag(flagged, flag=Flag.SENSITIVE, by=factories.person("agent"), now=now + timedelta(hours=1))


def _monday_before() -> datetime:
    """Half past nine of a Monday that is over: in office hours, whatever the hour of the test."""
    morning = timezone.localtime().replace(hour=9, minute=30, second=0, microsecond=0)
    return morning - timedelta(days=morning.weekday() or 7)


def _token(role: Role) -> str:
    holder = Staff.objects.create(username=f"fuzz-{role.code}", name=role.name)
    units = Unit.objects.filter(parent=None) if role.code == "callback_agent" else Unit.objects.all()
    Post.objects.bulk_create(Post(staff=holder, role=role, unit=unit) for unit in units)
    return tokens.issue(staff=holder, name="fuzz")
