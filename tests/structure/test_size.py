"""The measure of size: a ratchet, not a cage. A file that outgrows it is two files."""

import ast
from statistics import median, quantiles

from tests.structure.house import ROOT, Module, modules

LONGEST_FILE, LONGEST_FUNCTION = 400, 60
MEDIAN_FILE, NINTH_TENTH_FILE, NINTH_TENTH_FUNCTION = 70, 200, 30


def test_no_file_is_longer_than_four_hundred_lines():
    everywhere = [*modules(), *(Module(path) for part in ("tests", "bench") for path in (ROOT / part).rglob("*.py"))]
    assert {module.name: _lines(module) for module in everywhere if _lines(module) > LONGEST_FILE} == {}


def test_no_function_is_longer_than_sixty_lines():
    assert [name for name, length in _functions() if length > LONGEST_FUNCTION] == []


def test_files_and_functions_stay_small_on_the_whole():
    files = [_lines(module) for module in modules() if module.text.strip()]
    functions = [length for _, length in _functions()]
    assert median(files) <= MEDIAN_FILE
    assert quantiles(files, n=10)[-1] <= NINTH_TENTH_FILE
    assert quantiles(functions, n=10)[-1] <= NINTH_TENTH_FUNCTION


def _lines(module: Module) -> int:
    return module.text.count("\n")


def _functions() -> list[tuple[str, int]]:
    return [
        (f"{module.at(node)} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
