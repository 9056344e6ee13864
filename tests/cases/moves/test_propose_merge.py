"""并单建议: an agent says that this is the same matter as another case; nothing is merged yet (floor rule 14)."""

import pytest

from tests.cases.asking import (
    CASES,
    asked_for,
    everywhere,
    faults,
    ledger,
    open_kinds,
    refused,
    starts_from,
    told,
    who_may,
)  # fmt: skip
from tests.factories import at, fresh, in_handling, merged, person, registered
from xinqiao.cases.models import Case
from xinqiao.cases.refusal import Barred
from xinqiao.intake.actions import propose_merge


def proposed(case: Case, into: Case, now=None):
    return propose_merge(case, into=into, note="同一处路灯", by=person("agent"), now=now or at(30))


def test_both_cases_stay_as_they_are_until_the_dispatcher_rules():
    main, case = fresh(in_handling().case), registered()
    before = ledger(main)
    event = proposed(case, main)
    assert (told(event), event.data["into"]) == (("propose_merge", "registered", "registered"), main.number)
    assert (event.text.body, asked_for(event), open_kinds(case)) == ("同一处路灯", True, ["propose_merge"])
    assert (fresh(case).stage, fresh(case).merged_into) == ("registered", None)
    assert ledger(main) | {"outbox": []} == before | {"outbox": []}
    assert faults(case) == []


def test_who_takes_calls_and_any_dispatcher():
    main, case = registered(), registered()
    through = who_may(lambda by: propose_merge(fresh(case), into=main, by=by, now=at(30)))
    assert through == everywhere("agent", "shift_lead", "dispatcher")


def test_only_a_case_that_waits_or_is_in_hand():
    main = registered()
    assert starts_from(CASES, lambda case: proposed(case, main, at(600))) == {"registered", "in_hand"}


@pytest.mark.parametrize("over", ["completed", "archived", "declined", "merged", "withdrawn"])
def test_only_into_another_case_that_is_open(over):
    case, main = registered(), CASES[over]()
    assert "尚未办结" in str(refused(Barred, case, lambda: proposed(case, main)))


def test_never_into_itself():
    case = registered()
    refused(Barred, case, lambda: proposed(case, case))


def test_it_is_not_asked_twice_at_once():
    main, case = registered(), registered()
    proposed(case, main)
    assert "已在等候裁定" in str(refused(Barred, case, lambda: proposed(case, main)))


def test_nobody_waits_for_an_answer_at_second_hand():
    main, another = merged().merged_into, registered()
    error = refused(Barred, fresh(main), lambda: proposed(fresh(main), another, now=at(60)))
    assert "把另一件并入此件" in str(error)
