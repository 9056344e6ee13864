"""How a task keeps the limits that it was given."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clock.calendars import at, limits, moments
from xinqiao.clock.limit import Limit
from xinqiao.deadlines.limits import BadFacts, Limits

some = st.none() | limits
kept = st.builds(
    Limits,
    handle=limits,
    rule_code=st.text(min_size=1),
    sign=some,
    contact=some,
    answer=some,
    progress=some,
    extension=some,
    send_back=some,
    extension_needs_progress=st.booleans(),
    own_due_at=st.none() | moments,
)


@given(kept)
def test_kept_and_read_again_they_are_the_same(limits):
    assert Limits.from_facts(json.loads(json.dumps(limits.as_facts()))) == limits


def test_what_there_is_not_is_left_out():
    limits = Limits(handle=Limit.parse("5 wd"), rule_code="R02", own_due_at=at("2025-09-24 12:00"))
    assert limits.as_facts() == {"rule": "R02", "handle": "5 wd", "own_due_at": "2025-09-24T12:00:00+08:00"}


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({}, "need rule and handle; kept are: none"),
        ({"rule": "R02", "sign": "4 wh"}, "need rule and handle; kept are: rule, sign"),
        ({"handle": "5 wd"}, "need rule and handle"),
        ({"rule": "R02", "handle": "soon"}, "handle: 'soon'"),
        ({"rule": "R02", "handle": "5 wd", "own_due_at": "tomorrow"}, "own_due_at"),
        ({"rule": "R02", "handle": "5 wd", "own_due_at": "2025-09-24T12:00:00"}, "has no time zone"),
    ],
)
def test_facts_that_cannot_be_read_are_named(facts, named):
    with pytest.raises(BadFacts, match=named):
        Limits.from_facts(facts)
