"""Orders from above, move by move: the officer alone looks after them, only who stands high enough leads (floor rule 9)."""

import pytest

from tests.cases.asking import refused
from tests.factories import REPLY, asked_back, at, fresh, its, person, registered, signed, unit
from xinqiao.callback import actions as callback
from xinqiao.cases.refusal import Barred
from xinqiao.catalogue.models import Source
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.intake import actions as intake
from xinqiao.people.models import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture(autouse=True)
def _the_province_has_an_officer_and_a_level(city):
    Source.objects.filter(code="province").update(officer=Role.objects.get(code="shift_lead"), lead_level=2)


def ordered():
    return registered(source="province")


def in_hand(to="cgj"):
    return dispatch.dispatch(ordered(), lead=unit(to), by=person("shift_lead"), now=at(10))


def officer_who_is_also(role):
    officer = person("shift_lead")
    officer.posts.create(role=Role.objects.get(code=role), unit=unit("xq"))
    return fresh(officer)


def who_is_no_officer(on, role, act):
    """What somebody is told who may make the move, but not on this source's orders."""
    why = refused(Barred, on, lambda: act(person(role))).why
    assert "由专人办理" in why
    assert "班长" in why


def who_stands_too_low(on, act):
    assert "须由二级以上单位主办" in refused(Barred, on, act).why


def test_the_officer_designates():
    case = ordered()
    who_is_no_officer(
        case, "dispatcher",
        lambda by: dispatch.designate(case, lead=unit("cgj"), reason="指定", by=by, now=at(10)),
    )  # fmt: skip


def test_the_officer_rules_on_what_is_pre_checked():
    case = ordered()
    dispatch.propose_dispatch(case, lead=unit("cgj"), by=person("dispatcher"), now=at(10))
    who_is_no_officer(case, "reviewer", lambda by: dispatch.rule_dispatch(fresh(case), granted=True, by=by, now=at(20)))


def test_the_officer_rules_on_objections():
    task = in_hand("zjj")
    asked_back(task, now=at(20))
    officer = officer_who_is_also("dispatcher")
    dispatch.rule_return(task, granted=False, reason="应由你单位办理", by=officer, now=at(30))
    handling.object(task, reason="不属本单位", by=its("liaison", task), now=at(40))
    who_is_no_officer(
        task, "dispatcher",
        lambda by: dispatch.rule_objection(task, granted=False, reason="维持", by=by, now=at(50)),
    )  # fmt: skip


def test_the_officer_rules_on_striking_off():
    task, officer = signed(in_hand(), now=at(20)), officer_who_is_also("reviewer")
    handler = its("handler", task)
    handling.carry_over(task, look_at=at(9_999), reason="须待改造", told=True, by=handler, now=at(30))
    dispatch.rule_carry_over(task, granted=True, by=officer, now=at(40))
    handling.strike_off(task, text="改造完成", by=handler, now=at(50))
    who_is_no_officer(
        task, "reviewer", lambda by: dispatch.rule_strike_off(fresh(task), granted=True, by=by, now=at(60))
    )


def test_who_stands_too_low_is_not_proposed_as_lead():
    case = ordered()
    low = {"lead": unit("heping"), "by": person("dispatcher"), "now": at(10)}
    who_stands_too_low(case, lambda: dispatch.propose_dispatch(case, **low))


def test_who_stands_too_low_leads_no_part_but_may_assist():
    case = fresh(in_hand().case)
    part = {"unit": unit("heping"), "note": "", "by": person("shift_lead"), "now": at(20)}
    who_stands_too_low(case, lambda: dispatch.split(case, tie="co_lead", **part))
    dispatch.split(case, tie="assisting", **part)


@pytest.mark.parametrize(
    ("role", "act"),
    [
        ("dispatcher", lambda on, by: dispatch.amend(on, urgency="urgent", reason="急", by=by, now=at(10))),
        ("agent", lambda on, by: intake.answer_directly(on, text="已告知", by=by, now=at(10))),
        ("agent", lambda on, by: intake.propose_answer(on, text="已告知", by=by, now=at(10))),
        ("agent", lambda on, by: intake.decline(on, ground="litigation", text="请向法院反映", by=by, now=at(10))),
        ("agent", lambda on, by: intake.invalidate(on, ground="test", by=by, now=at(10))),
        ("agent", lambda on, by: intake.relay(on, target="discipline", by=by, now=at(10))),
    ],
    ids=["amend", "answer_directly", "propose_answer", "decline", "invalidate", "relay"],
)
def test_the_officer_alone_ends_or_corrects_an_order_from_above(role, act):
    case = ordered()
    who_is_no_officer(case, role, lambda by: act(case, by))


def test_the_officer_terminates():
    case = in_hand().case
    who_is_no_officer(
        case, "dispatcher",
        lambda by: dispatch.terminate(case, ground="citizen_refuses", reason="不愿提供", by=by, now=at(20)),
    )  # fmt: skip


def test_the_officer_hands_down_the_rework():
    task = signed(in_hand(), now=at(20))
    handling.reply(task, text=REPLY, outcome="solved", by=its("handler", task), now=at(30))
    handling.pass_review(task, by=officer_who_is_also("reviewer"), now=at(40))
    callback.propose_rework(fresh(task.case), reason="又不亮", by=person("callback_agent"), now=at(200))
    who_is_no_officer(
        fresh(task.case), "reviewer",
        lambda by: callback.rule_rework(
            fresh(task.case), verdict="rework", units=[unit("cgj")], reason="未解决", by=by, now=at(300)
        ),
    )  # fmt: skip
