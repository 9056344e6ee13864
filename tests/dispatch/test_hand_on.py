"""Several tasks handed on at once at a node: each row is told what became of it."""

import pytest

from tests.factories import delegated, dispatched, fresh, in_handling, person, unit
from tests.fixtures.browsing import browser
from xinqiao.cases.models import CaseText

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
# The catalogue names the street of the district for this matter, and nobody below it for the other one.
NAMED, UNNAMED = {"category": "C1001", "area": "A101"}, {"category": "C1102", "area": "A101"}


@pytest.fixture
def node():
    """The district's dispatcher."""
    return browser(person("dispatcher", "dongcheng"))


def hand_on(client, *tasks, **typed):
    return client.post("/handling/delegate/", {"task": [task.pk for task in tasks]} | typed)


def results(answer) -> dict[str, tuple[bool, str]]:
    assert answer.status_code == 200
    return {one.on.number: (one.is_made, one.told) for one in answer.context["results"]}


def test_the_desk_suggests_the_unit_below_that_the_catalogue_names(node):
    named, unnamed = in_handling("dongcheng", **NAMED), in_handling("dongcheng", **UNNAMED)
    page = node.get("/dispatch/")
    suggested = {task.pk: task.suggested and task.suggested.unit.code for task in page.context["tasks"]}
    assert suggested == {named.pk: "heping", unnamed.pk: None}
    assert f'form="below-alone" name="task" value="{named.pk}"' in page.content.decode()


def test_each_goes_to_the_unit_below_that_is_suggested_for_it(node):
    named, unnamed = in_handling("dongcheng", **NAMED), in_handling("dongcheng", **UNNAMED)
    told = results(hand_on(node, named, unnamed))
    assert told[named.number] == (True, f"{named.case.number}-2 已转派和平街道")
    assert told[unnamed.number] == (False, "不能转派下级：派单目录中没有本单位下级的行，请打开后选择单位")
    assert [task.unit.code for task in named.children.all()] == ["heping"]
    assert not unnamed.children.exists()


def test_all_go_to_the_unit_that_is_chosen_with_the_words_that_go_along(node):
    tasks = [in_handling("dongcheng", **facts) for facts in (NAMED, UNNAMED)]
    assert all(made for made, _ in results(hand_on(node, *tasks, to=unit("xingfu").pk, note="请当天到现场")).values())
    assert [task.children.get().unit.code for task in tasks] == ["xingfu", "xingfu"]
    said = CaseText.objects.filter(event__verb="delegate")
    assert [text.body for text in said] == ["请当天到现场"] * 2


def test_one_that_somebody_was_quicker_with_holds_back_no_other(node):
    gone, waiting, free = delegated(**NAMED)[0], dispatched("dongcheng", **NAMED), in_handling("dongcheng", **NAMED)
    told = results(hand_on(node, gone, waiting, free))
    assert [told[task.number][0] for task in (gone, waiting, free)] == [False, False, True]
    assert "和平街道已有未办结的承办单" in told[gone.number][1]
    assert "现为“待签收”，不能转派下级" in told[waiting.number][1]


def test_what_needs_an_extract_is_opened_by_itself(node):
    secret = in_handling("dongcheng", confidentiality="confidential", note="请核查。", **NAMED)
    assert results(hand_on(node, secret, note="同上"))[secret.number] == (
        False, "不能转派下级：保密件和举报件要写摘要，请打开后转派",
    )  # fmt: skip
    assert fresh(secret).state == "handling"


def test_units_that_do_not_lie_below_are_not_offered(node):
    task = in_handling("dongcheng", **NAMED)
    offered = {str(one.pk) for one in node.get("/dispatch/").context["hand_on"].fields["to"].queryset}
    assert offered == {str(unit(code).pk) for code in ("heping", "xingfu", "anning")}
    answer = hand_on(node, task, to=unit("xicheng").pk)
    assert (answer.status_code, answer["Location"]) == (302, "/dispatch/")
    assert not task.children.exists()


def test_another_nodes_task_is_not_there(node):
    foreign = in_handling("xicheng", category="C1301", area="A2")
    assert hand_on(node, foreign).status_code == 404
    assert hand_on(browser(person("handler")), foreign).status_code == 404
    assert not foreign.children.exists()
