"""A move is one row of the table, and everything that hangs on it is there: nothing is forgotten, nothing is left."""

import ast
import csv
from enum import StrEnum
from pathlib import Path
from typing import get_args

import pytest
from django.db.models import TextChoices
from django.utils.translation import override

from tests.structure.house import ROOT, modules
from tests.structure.routes import operations
from xinqiao.assessment.indicators import INDICATORS, Source
from xinqiao.cases import models, wording
from xinqiao.cases.lifecycle import LABELS, MOVES, Move, Stage, State, Tie, Who, label
from xinqiao.doors.live.topics import BESIDES, TOPICS, TOUCHED
from xinqiao.doors.openapi.bodies import ExcludeIn
from xinqiao.people.scope import OTHER_VERBS
from xinqiao.project import catalogues
from xinqiao.project.reactions import REACTIONS

OF_PEOPLE = [move for move in MOVES.values() if move.who != Who.SYSTEM]
OF_THE_SYSTEM = [move for move in MOVES.values() if move.who == Who.SYSTEM]
ROLES = sorted((ROOT / "cities").glob("*/roles.csv"))


def by_verb(move: Move) -> str:
    return move.verb


@pytest.mark.parametrize("move", OF_PEOPLE, ids=by_verb)
def test_a_persons_move_is_an_action_of_that_name(move: Move):
    """Rule: a function among a stage's actions, with keywords `by=` and `now=`."""
    (action,) = (function for name, function in _actions() if name == move.verb)
    assert {"by", "now"} <= {argument.arg for argument in action.args.kwonlyargs}


@pytest.mark.parametrize("move", OF_THE_SYSTEM, ids=by_verb)
def test_the_systems_move_is_made_by_an_action_and_by_nobody(move: Move):
    calls = [node for _, action in _actions() for node in ast.walk(action) if isinstance(node, ast.Call)]
    made = [call for call in calls if call.args and getattr(call.args[0], "value", None) == move.verb]
    assert made
    for call in made:
        by = {keyword.arg: keyword.value for keyword in call.keywords}["by"]
        assert isinstance(by, ast.Constant)
        assert by.value is None


def test_the_api_has_one_operation_for_each_move_of_a_person():
    moves = {name for name, (method, _) in operations().items() if method == "post"}
    assert moves == {f"api:{move.verb}" for move in OF_PEOPLE}


def test_every_move_has_its_reactions_and_its_topics():
    assert set(REACTIONS) == set(MOVES) | set(BESIDES)
    assert set(TOUCHED) == set(MOVES)
    assert {topic for topics in (TOUCHED | BESIDES).values() for topic in topics} == set(TOPICS)


def test_every_word_of_the_table_has_its_english():
    catalogue = catalogues.read("en")
    words = [move.label for move in MOVES.values()] + [text for kind in LABELS.values() for text in kind.values()]
    assert [word for word in words if not getattr(catalogue.get(word), "string", "")] == []


@pytest.mark.parametrize(("words", "column"), [(Stage, models.Stage), (State, models.State), (Tie, models.Tie)])
def test_the_words_of_a_column_are_those_of_the_table(words: type[StrEnum], column: type[TextChoices]):
    assert {str(word) for word in words} == set(column.values)
    with override("zh-hans"):
        assert {word: label(word) for word in words} == {word: str(column(word).label) for word in words}


@pytest.mark.parametrize("move", MOVES.values(), ids=by_verb)
def test_every_move_has_a_test_file_of_its_own(move: Move):
    assert (ROOT / "tests" / "cases" / "moves" / f"test_{move.verb}.py").exists()


def test_no_test_file_is_left_of_a_move_that_went():
    left = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "cases" / "moves").glob("test_*.py")}
    assert left - set(MOVES) == set()


def test_a_task_is_left_out_of_indicators_that_count_tasks_or_their_ratings():
    """Floor rule 24: what form and API offer, by the names that the figures have."""
    of_tasks = {
        one.code: one.label for one in INDICATORS.values() if one.source in (Source.ASSIGNMENTS, Source.RATINGS)
    }
    with override("zh-hans"):
        offered = {code: str(label) for code, label in wording.INDICATORS.items()}
    assert offered.items() <= of_tasks.items()
    assert set(get_args(ExcludeIn.model_fields["indicator"].annotation)) == set(offered)


@pytest.mark.parametrize("roles", ROLES, ids=lambda path: path.parent.name)
def test_a_city_grants_every_move_of_a_person_and_no_other(roles: Path):
    """A verb that nobody holds would leave cases where they stand; the system's moves are nobody's to hold."""
    with roles.open(encoding="utf-8-sig", newline="") as file:
        granted = {row["verb"] for row in csv.DictReader(file)}
    assert granted - {move.verb for move in OF_PEOPLE} - set(OTHER_VERBS) == set()
    assert {move.verb for move in OF_PEOPLE} - granted == set()


def _actions() -> list[tuple[str, ast.FunctionDef]]:
    """The verbs of every stage: the functions of its actions.py, or of the modules of its package `actions`."""
    files = [module for module in modules() if "actions" in (module.path.stem, module.path.parent.name)]
    return [(node.name, node) for module in files for node in module.tree.body if isinstance(node, ast.FunctionDef)]
