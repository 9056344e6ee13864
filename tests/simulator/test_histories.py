"""The ten worked histories: each is walked to its end by the real actions, and its ledger holds."""

import pytest

from tests.cases.asking import faults
from tests.factories import MONDAY
from xinqiao.cases.models import Case
from xinqiao.simulator.histories import histories, play

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

CODES = [
    "plain", "direct_answer", "joint", "delegated", "sent_back", "extended", "reworked", "merged",
    "confidential_report", "from_the_province",
]  # fmt: skip


def test_there_are_ten_of_them():
    assert [history.code for history in histories()] == CODES


@pytest.mark.parametrize("code", CODES)
def test_it_is_walked_to_the_archive_and_every_case_of_it_replays(code):
    history = next(one for one in histories() if one.code == code)
    case = play(history, start=MONDAY)
    assert case.stage == "archived"
    verbs = list(case.events.order_by("seq").values_list("verb", flat=True))
    assert verbs[0] == "register"
    for one in Case.objects.all():
        assert faults(one) == [], code
