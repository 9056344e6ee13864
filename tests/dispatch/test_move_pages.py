"""The dispatcher's moves, page by page: at the centre and at every node (floor rules 2, 3, 11, 12, 14, 16)."""

import pytest

from tests.factories import (
    asked_back,
    at,
    dispatched,
    fresh,
    in_handling,
    merged,
    person,
    recalled,
    registered,
    taken_back,
    town_task,
    unit,
)
from tests.fixtures.browsing import browser
from tests.fixtures.move_pages import Way, address, is_hidden_from, keeps_what_was_typed, last, makes_its_move
from xinqiao.cases.models import Assignment, Case, CaseText
from xinqiao.catalogue.models import Category, Responsibility
from xinqiao.dispatch import actions
from xinqiao.people import policy
from xinqiao.people.models import Platform, Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

CENTRE, LEAD = ("dispatcher", ""), ("shift_lead", "")
NOTE = "请先到现场"


def at_work() -> Case:
    return fresh(in_handling().case)


def to(*codes: str, **more: object) -> dict[str, object]:
    return {"lead": unit(codes[0]).pk, "note": NOTE, **more}


def moved_on() -> Assignment:
    """A task whose limits no longer are what the calendar makes of them; the administrator may look at cases too."""
    task = in_handling()
    leader = person("leader").posts.get()
    Post.objects.get_or_create(staff=person("administrator"), role=leader.role, unit=leader.unit)
    Assignment.objects.filter(pk=task.pk).update(due_at=at(99))
    return fresh(task)


WAYS = [
    Way("dispatch", CENTRE, registered, lambda on: to("cgj"), "in_hand"),
    Way("designate", CENTRE, registered, lambda on: to("cgj"), "in_hand"),
    Way("propose_dispatch", CENTRE, registered, lambda on: to("cgj"), "registered"),
    Way("split", CENTRE, at_work, lambda on: {"unit": unit("zjj").pk, "tie": "assisting", "note": NOTE}, "in_hand"),
    Way("terminate", CENTRE, at_work, {"ground": "citizen_refuses", "reason": "三次拒绝入户"}, "terminated"),
    Way("unmerge", CENTRE, merged, {"reason": "并非同一事项"}, "registered"),
    Way("recall", CENTRE, dispatched, {"reason": "派错单位"}, "recalled"),
    Way(
        "reassign",
        CENTRE,
        in_handling,
        lambda on: {"unit": unit("zjj").pk, "reason": "应由住建局办", "note": NOTE},
        "recalled",
        says="dispatch",
    ),
    Way("convey", CENTRE, dispatched, {"text": "诉求人补充：夜间也在施工"}, "dispatched"),
    Way("reschedule", ("administrator", ""), moved_on, {"reason": "补录调休日"}, "handling"),
]
NEEDS = [
    ("dispatch", "lead"), ("designate", "lead"), ("designate", "note"), ("split", "unit"), ("terminate", "ground"),
    ("terminate", "reason"), ("unmerge", "reason"), ("recall", "reason"), ("convey", "text"),
    ("reassign", "unit"), ("reassign", "reason"),
    ("reschedule", "reason"),
]  # fmt: skip


@pytest.mark.parametrize("one", WAYS, ids=str)
def test_each_move_has_a_page_that_makes_it(one):
    makes_its_move(one)


@pytest.mark.parametrize("one", WAYS, ids=str)
def test_nobody_else_finds_it(one):
    is_hidden_from(one, "handler")


@pytest.mark.parametrize("one", WAYS, ids=str)
def test_a_towns_dispatcher_does_not_find_what_is_the_centres(one):
    is_hidden_from(one, "dispatcher", "heping")


@pytest.mark.parametrize(("verb", "field"), NEEDS)
def test_what_is_missing_is_said_at_its_field_and_the_rest_stays(verb, field):
    keeps_what_was_typed(next(one for one in WAYS if one.verb == verb), field)


class TestDispatching:
    def send(self, case: Case, **typed: object):
        return browser(person("dispatcher")).post(address("dispatch", case), to("cgj") | typed)

    def test_one_leads_others_lead_along_others_assist(self):
        case = registered()
        self.send(case, co_leads=[unit("zjj").pk], assisting=[unit("reli").pk, unit("heping").pk])
        ties = dict(case.assignments.values_list("unit__code", "tie"))
        assert ties == {"cgj": "lead", "zjj": "co_lead", "reli": "assisting", "heping": "assisting"}

    @pytest.mark.parametrize("facts", [{"confidentiality": "confidential"}, {"case_type": "report"}])
    def test_units_get_an_extract_of_what_is_not_for_them(self, facts):
        """Floor rule 16."""
        case = registered(**facts)
        page = browser(person("dispatcher")).get(address("dispatch", case)).content.decode()
        assert "摘要（代替诉求内容发给承办单位）" in page
        answer = self.send(case, note=" ")
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"note"})
        assert self.send(case, note="核查某工地夜间施工").status_code == 302

    def test_the_accused_and_what_lies_below_it_is_not_even_offered(self):
        """Floor rule 16: the town is accused, its villages lie below it."""
        case = registered(case_type="report", accused="heping")
        form = browser(person("dispatcher")).get(address("dispatch", case)).context["form"]
        for name in ("lead", "co_leads", "assisting"):
            offered = set(form.fields[name].queryset.values_list("code", flat=True))
            assert not {"heping", "xingfu", "anning"} & offered
            assert {"dongcheng", "cgj"} <= offered
        answer = self.send(case, lead=unit("xingfu").pk)
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"lead"})

    def test_the_same_form_can_designate(self):
        case = registered()
        assert f'formaction="{address("designate", case)}"' in self.page(case)
        both = to("cgj", co_leads=[unit("zjj").pk])
        answer = browser(person("dispatcher")).post(address("designate", case), both)
        assert set(answer.context["form"].errors) == {"co_leads"}
        browser(person("dispatcher")).post(address("designate", case), to("cgj"))
        assert case.assignments.get().is_final

    def test_what_is_checked_before_is_proposed_first(self):
        """Floor rule 12."""
        self.precheck("help")
        case = registered()
        page = self.page(case)
        assert f'formaction="{address("propose_dispatch", case)}"' in page
        assert f'formaction="{address("dispatch", case)}"' not in page
        refused = self.send(case)
        assert (refused.status_code, "须先报派单预审" in refused.content.decode()) == (422, True)
        assert NOTE in refused.content.decode()
        wanted = to("cgj", assisting=[unit("reli").pk])
        browser(person("dispatcher")).post(address("propose_dispatch", case), wanted)
        client = browser(person("shift_lead"))
        shown = client.get(address("rule_dispatch", case)).content.decode()
        for told in ("市城市管理局", "市热力公司", NOTE):
            assert told in shown
        answer = client.post(address("rule_dispatch", case), {"granted": "yes"})
        assert answer["Location"] == "/rulings/"
        assert set(case.assignments.values_list("unit__code", flat=True)) == {"cgj", "reli"}
        assert CaseText.objects.filter(case=case, event__verb="dispatch", body=NOTE).exists()

    def precheck(self, *types: str) -> None:
        Platform.objects.update(settings={"dispatch": {"prechecked": list(types)}})
        policy.forget()

    def page(self, case: Case) -> str:
        return browser(person("dispatcher")).get(address("dispatch", case)).content.decode()


@pytest.fixture(autouse=True)
def _policy_of_its_own():
    policy.forget()
    yield
    policy.forget()


class TestAmending:
    def typed(self, case: Case, **changed: object) -> dict[str, object]:
        """What the browser sends: the fields as they are, and beside each what it was when the page was shown."""
        form = browser(person("dispatcher")).get(address("amend", case)).context["form"]
        values = {name: form[name].value() or "" for name in form.fields if name != "reason"}
        return {
            **values,
            **{f"initial-{name}": value for name, value in values.items()},
            "reason": "分类有误",
            **changed,
        }

    def post(self, case: Case, typed: dict[str, object]):
        return browser(person("dispatcher")).post(address("amend", case), typed)

    def test_only_what_was_changed_is_told(self):
        case = registered()
        other = Category.objects.get(code="C1101")
        assert self.post(case, self.typed(case, category=other.pk)).status_code == 302
        event = last(case)
        assert (event.verb, event.data["category"]) == ("amend", "C1101")
        assert not {"area", "place", "urgency", "accused"} & set(event.data)
        assert fresh(case).category == other

    def test_two_who_correct_different_things_do_not_undo_each_other(self):
        case = registered()
        mine = self.typed(case, urgency="urgent")
        self.post(case, self.typed(case, case_type="complaint"))
        self.post(case, mine)
        assert (fresh(case).case_type, fresh(case).urgency) == ("complaint", "urgent")

    def test_nothing_changed_is_said(self):
        case = registered()
        answer = self.post(case, self.typed(case))
        assert (answer.status_code, "没有更正任何一项" in answer.content.decode()) == (422, True)
        assert "分类有误" in answer.content.decode()

    def test_a_place_that_holds_a_number_is_shown_masked_and_stays_as_it_was(self):
        case = registered(place="幸福路 13912345678 号楼")
        typed = self.typed(case, urgency="urgent")
        assert "13912345678" not in str(typed["place"])
        self.post(case, typed)
        assert fresh(case).place == "幸福路 13912345678 号楼"

    def test_nobody_else_finds_it(self):
        case = registered()
        for staff in (person("agent"), person("dispatcher", "heping")):
            assert browser(staff).get(address("amend", case)).status_code == 404


class TestEachNodeIsADispatcher:
    """Floor rule 3: what the district handed down it recalls and rules on; the centre does not."""

    def test_the_district_rules_on_its_towns_return(self):
        task = town_task()
        asked_back(task, now=at(30))
        centre, district = (browser(person("dispatcher", code)) for code in ("", "dongcheng"))
        typed = {"granted": "yes", "reason": "派单有误"}
        assert centre.get(address("rule_return", task)).status_code == 404
        assert centre.post(address("rule_return", task), typed).status_code == 404
        assert "不属本单位职责" in district.get(address("rule_return", task)).content.decode()
        district.post(address("rule_return", task), typed)
        assert fresh(task).state == "sent_back"

    def test_a_nodes_dispatcher_finds_what_he_may_hand_on_and_nothing_of_the_centres(self):
        task, waiting = in_handling("dongcheng"), registered()
        page = browser(person("dispatcher", "dongcheng")).get("/dispatch/").content.decode()
        assert address("delegate", task) in page
        assert waiting.number not in page
        centre = browser(person("dispatcher")).get("/dispatch/").content.decode()
        assert waiting.number in centre
        assert address("delegate", task) not in centre


class TestTheRowBehindASuggestion:
    def test_from_the_ruling_one_click_leads_to_it(self):
        """Floor rule 11."""
        task = dispatched("zjj", category="C1102")
        asked_back(task, now=at(20))
        client = browser(person("dispatcher"))
        row = Responsibility.objects.get(category__code="C1102")
        page = client.get(address("rule_return", task)).content.decode()
        assert f'href="/catalogue/{row.pk}/"' in page
        assert "没有退过单" not in page

    def test_it_tells_whose_matter_it_is_and_how_often_cases_came_back(self):
        row = Responsibility.objects.get(category__code="C1001", area__code="A101")
        dispatched("heping", category="C1001", area="A10101")
        taken_back(dispatched("reli", category="C1001", area="A10101"), now=at(20))
        asked_back(refused := dispatched("cgj", category="C1001", area="A101"), now=at(20))
        actions.rule_return(refused, granted=False, reason="属地负责", by=person("dispatcher"), now=at(30))
        taken_back(dispatched("reli", category="C1001", area="A2"), now=at(20))
        answer = browser(person("dispatcher")).get(f"/catalogue/{row.pk}/")
        record = answer.context["record"]
        assert (record.dispatched, record.as_named, record.granted, record.refused) == (3, 1, 1, 1)
        page = answer.content.decode()
        for told in ("和平街道", "市住房和城乡建设局", "幸福社区", "物业管理条例"):
            assert told in page

    def test_nobody_else_finds_it(self):
        row = Responsibility.objects.first()
        assert browser(person("handler")).get(f"/catalogue/{row.pk}/").status_code == 404
        assert browser(person("dispatcher")).get("/catalogue/0/").status_code == 404


def test_who_recalls_too_late_is_told_what_happened():
    task = in_handling()
    answer = browser(person("dispatcher")).post(address("recall", task), {"reason": "派错单位"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "现为“办理中”，不能撤回派单" in page
    assert "派错单位" in page


def test_a_recalled_case_waits_for_dispatch_again():
    case = fresh(recalled().case)
    assert browser(person("dispatcher")).get(address("dispatch", case)).status_code == 200
