"""并单释放: the case it was merged into ended without an answer, so it goes on by itself."""

import pytest

from tests.cases.asking import CASES, faults, last_event, starts_from, told, who_may
from tests.factories import at, fresh, in_handling, merged, person, react, registered
from xinqiao.cases.recording import iso
from xinqiao.cases.transition import Given, make
from xinqiao.dispatch.actions import dispatch, release, terminate
from xinqiao.intake.actions import decline, invalidate, relay, withdraw

ENDS = {
    "withdraw": lambda main: withdraw(main, reason="已解决", by=None, now=at(90)),
    "terminate": lambda main: terminate(
        main, ground="citizen_refuses", reason="拒绝入户", by=person("dispatcher"), now=at(90)
    ),
}
DESK_ENDS = {
    "decline": lambda main: decline(main, ground="litigation", text="请诉讼", by=person("agent"), now=at(90)),
    "invalidate": lambda main: invalidate(main, ground="prank", by=person("agent"), now=at(90)),
    "relay": lambda main: relay(main, target="fire", by=person("agent"), now=at(90)),
}


@pytest.mark.parametrize("end", [*ENDS, *DESK_ENDS])
def test_whatever_ended_the_other_case_this_one_goes_on(end):
    main = registered() if end in DESK_ENDS else fresh(in_handling().case)
    case = merged(main)
    (ENDS | DESK_ENDS)[end](fresh(main))
    react()
    event = last_event(case)
    assert (told(event), event.by, event.at) == (("release", "merged", "registered"), None, at(90))
    clock = {} if end in DESK_ENDS else {"due_at": iso(fresh(main).due_at)}
    assert event.data == {"main": main.number, "merged_into": "", **clock}
    assert (fresh(case).stage, fresh(case).merged_into) == ("registered", None)
    dispatch(fresh(case), lead=fresh(in_handling("zjj")).unit, by=person("dispatcher"), now=at(100))
    assert faults(case) == []


def test_nobody_releases_by_hand():
    case = merged()
    given = Given(sets={"merged_into": None})
    assert who_may(lambda by: make("release", fresh(case), given, by=by, now=at(60))) == set()


def test_only_what_is_merged():
    may = starts_from(CASES, lambda case: make("release", case, Given(), by=None, now=at(600)))
    assert may == {"merged"}


def test_one_that_was_let_go_before_is_left_alone():
    main = fresh(in_handling().case)
    case = merged(main)
    release(main, now=at(60))
    assert release(main, now=at(61)) == []
    assert case.events.filter(verb="release").count() == 1
