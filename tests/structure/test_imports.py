"""What hides a dependency is not used: no signals, no imports inside functions; the contract names every door."""

import ast
from collections.abc import Iterator

from tests.structure.house import PACKAGE, Module, contract, modules


def test_nothing_follows_a_move_behind_its_back():
    """Rule: no @receiver and no signal; what follows a move stands in project/reactions.py."""
    assert [line for module in modules() for line in _signals(module)] == []


def test_every_import_of_ours_stands_at_the_top():
    """Rule: no import inside a function to break a circle; the layers are mended instead."""
    assert [line for module in modules() for line in _inner_imports(module)] == []


def test_the_contract_knows_every_channel_and_every_door():
    """Rule: channels and doors are strangers; a new one is a line in .importlinter."""
    channels = {path.stem for path in (PACKAGE / "intake" / "channels").glob("*.py")} - {"__init__", "base"}
    doors = {path.parent.name for path in (PACKAGE / "doors").glob("*/__init__.py")}
    assert set(contract("channels", "modules")) == {f"xinqiao.intake.channels.{name}" for name in channels}
    assert set(contract("doors", "modules")) == {f"xinqiao.doors.{name}" for name in doors}


def _signals(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        source = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        if source.startswith("django.dispatch") or source.endswith(".signals") or "signals" in names:
            yield f"{module.at(node)} imports signals"
        if isinstance(node, ast.Import) and any("dispatch" in name.split(".") for name in names):
            yield f"{module.at(node)} imports signals"
        if isinstance(node, ast.Attribute) and node.attr in {"signals", "receiver"}:
            yield f"{module.at(node)} uses {node.attr}"


def _inner_imports(module: Module) -> Iterator[str]:
    for function in ast.walk(module.tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if _is_ours(node):
                    yield module.at(node)


def _is_ours(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.level > 0 or (node.module or "").split(".")[0] == "xinqiao"
    return isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "xinqiao" for alias in node.names)
