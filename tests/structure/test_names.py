"""Names say what a thing is: no drawer for everything, no word that the language or the field already uses."""

import ast

from tests.structure.house import PACKAGE, ROOT, kept_files, modules

DRAWERS = {"utils", "util", "core", "common", "manager", "managers", "service", "services", "helpers", "helper", "misc"}
COLLIDING = {"return", "list", "report", "answer", "desk"}  # glossary: never alone


def test_no_module_is_a_drawer_for_everything():
    paths = (path.relative_to(ROOT) for path in kept_files() if path.suffix == ".py")
    parts = {part for path in paths for part in (*path.parent.parts, path.stem)}
    assert parts & DRAWERS == set()


def test_no_action_has_a_name_that_means_something_else():
    actions = [module for module in modules() if "actions" in (module.path.stem, module.path.parent.name)]
    names = {node.name for module in actions for node in module.tree.body if isinstance(node, ast.FunctionDef)}
    assert names & COLLIDING == set()


def test_every_package_says_what_it_is_or_is_empty():
    """An __init__.py carries a docstring at most: what a package offers is imported from where it stands. A stage's
    verbs alone are listed, where they fill more than one module: `actions.dispatch` is what everybody calls."""
    packages = [module for module in modules() if module.path.name == "__init__.py"]
    packages = [package for package in packages if package.path.parent.name != "actions"]
    assert packages
    assert [module.name for module in packages if any(not _is_docstring(node) for node in module.tree.body)] == []
    assert (PACKAGE / "__init__.py").exists()


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
