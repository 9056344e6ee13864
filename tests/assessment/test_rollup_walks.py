"""Whatever happens to a case, the daily rollup says after every step what the facts say.

Each step commits, as it does in life: only what was written since the last refresh is read again.
"""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.assessment.measuring import refreshed
from tests.cases.test_walks import Walk
from tests.fixtures.at_once import SOAK
from xinqiao.assessment.verify import differences

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("city")]

STEPS = 40 if SOAK else 15


@settings(
    max_examples=60 if SOAK else 1, deadline=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.integers(0, 2**32).map(Random))
def test_whatever_happens_the_rollup_says_what_the_facts_say(random):
    walk = Walk(random, category="C1301")
    first = walk.now.date()
    for _ in range(STEPS):
        walk.step()
        refreshed(walk.now)
        assert list(differences(first, walk.now.date() + timedelta(days=60))) == []
