"""Only the door writes where a case and its tasks stand. Everybody else asks it, by an action."""

import ast
import re
from collections.abc import Iterator

from tests.structure.house import Module, modules

MOMENTS = {
    "stopped_at", "signed_at", "contacted_at", "answered_at", "dispatched_at", "sign_due_at", "contact_due_at",
    "answer_due_at", "return_due_at", "paused_until", "carried_at",
}  # fmt: skip
GUARDED = {"stage", "state", "decided", "seq", "head", "open_requests", "is_final", *MOMENTS}
ROWS = {"Case", "Assignment", "Event", "CaseText", "Enclosure", "Request"}
# The same rows through the relations that lead to them: case.events.filter(…).delete().
RELATIONS = {"events", "assignments", "texts", "enclosures", "requests"}
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update", "delete"}
# The door, the writer of histories, what a move makes of rows for both, and their two hands: what is written down, and
# what is asked and ruled.
DOORS = {
    "xinqiao/cases/transition.py", "xinqiao/cases/history.py", "xinqiao/cases/moving.py", "xinqiao/cases/recording.py",
    "xinqiao/cases/requests.py",
}  # fmt: skip
# Empties words that have to go; it moves nothing and leaves the chain as it is.
ERASURE = "xinqiao/cases/erasure.py"
# Writes no row: it keeps its own account of what the events tell, for `check` to compare.
ACCOUNT = "xinqiao/cases/replay.py"
# Forgets the transaction numbers of another cluster, which no history is told from.
RESTORE = "xinqiao/project/management/commands/restore.py"
STATEMENT = re.compile(
    r"\b(UPDATE|INSERT\s+INTO|DELETE\s+FROM)\s+(public\.)?cases_(case|assignment|event|request)\b", re.I
)


def test_nobody_but_the_door_sets_stage_state_clock_or_chain():
    found = [line for module in _outsiders() if module.name != ACCOUNT for line in _settings_of_guarded(module)]
    assert found == []


def test_nobody_but_the_door_makes_changes_or_removes_cases_tasks_and_events():
    outsiders = (module for module in _outsiders() if module.name != ERASURE)
    assert [line for module in outsiders for line in _writes_of_rows(module)] == []


def test_an_erasure_touches_words_and_nothing_that_is_counted():
    (erasure,) = (module for module in modules() if module.name == ERASURE)
    assert list(_settings_of_guarded(erasure)) == []
    given = {word for node in ast.walk(erasure.tree) for word in _given_names(node)}
    assert given <= {
        "name",
        "phone",
        "address",
        "name_index",
        "phone_index",
        "erased_at",
        "title",
        "body",
        "salt",
        "place",
    }


def test_nobody_writes_the_ledger_by_statement():
    outsiders = (module for module in _outsiders() if module.name != RESTORE)
    assert [module.name for module in outsiders if STATEMENT.search(module.text)] == []


def test_replay_saves_nothing():
    (account,) = (module for module in modules() if module.name == ACCOUNT)
    calls = {method.attr for method in _methods_called(account)}
    assert calls & (WRITES | {"save"}) == set()


def _outsiders() -> Iterator[Module]:
    return (module for module in modules() if module.name not in DOORS)


def _settings_of_guarded(module: Module) -> Iterator[str]:
    """Assignments, setattr, and the names given to update, defaults and update_fields."""
    for node in ast.walk(module.tree):
        for name in {*_assigned(node), *_given_names(node)} & GUARDED:
            yield f"{module.at(node)} sets {name}"


def _assigned(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
        yield node.attr


def _given_names(node: ast.AST) -> Iterator[str]:
    if not isinstance(node, ast.Call):
        return
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if called in {"setattr", "bulk_update"}:
        yield from _words(ast.Tuple(node.args[1:2]))
    spoken = {"update_fields", "defaults", "create_defaults"} | ({"fields"} if called == "bulk_update" else set())
    for keyword in node.keywords:
        if keyword.arg in spoken:
            yield from _words(keyword.value)
        elif called in WRITES | ROWS and keyword.arg:
            yield keyword.arg


def _words(node: ast.AST) -> Iterator[str]:
    return (part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str))


def _writes_of_rows(module: Module) -> Iterator[str]:
    for method in _methods_called(module):
        if method.attr in WRITES and (_root(method) in ROWS or _passed(method) & RELATIONS):
            yield f"{module.at(method)} {_root(method)}…{method.attr}"


def _methods_called(module: Module) -> Iterator[ast.Attribute]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func


def _root(node: ast.expr) -> str:
    """The name that a chain of calls and attributes starts with: Case in Case.objects.filter(…).update."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return getattr(node, "id", "")


def _passed(node: ast.expr) -> set[str]:
    """The names that a chain of calls and attributes passes: events in case.events.filter(…).delete."""
    names = set()
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return names
