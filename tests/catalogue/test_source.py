"""Which units may lead a source's cases."""

import pytest

from xinqiao.catalogue.models import Source
from xinqiao.people.models import Unit


@pytest.mark.parametrize(
    ("lead_level", "may_lead"),
    [(None, {0, 1, 2, 3, 4}), (2, {0, 1, 2}), (0, {0})],
)
def test_orders_from_above_are_led_by_units_that_stand_high_enough(lead_level, may_lead):
    """Floor rule 9."""
    source = Source(code="province", lead_level=lead_level)
    assert {level for level in Unit.Level.values if source.lets_lead(Unit(level=level))} == may_lead
