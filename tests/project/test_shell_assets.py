"""What the strict content security policy forbids is in no template, and what pages refer to is built."""

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "xinqiao"
BUILT = PACKAGE / "project" / "static" / "built"
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
FORBIDDEN = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style",
    "an event attribute": r"<[^>]*\son[a-z]+\s*=",
    "htmx code in an attribute": r"\shx-on|hx-(vals|headers)\s*=\s*['\"]\s*js:",
    "a trigger filter, which needs eval": r"hx-trigger\s*=\s*\"[^\"]*\[",
    "a script inside the page": r"<script(?![^>]*\ssrc=)[^>]*>",
    "something from another host": r"\s(src|href|action|hx-\w+)\s*=\s*\"(https?:)?//",
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_template_holds_nothing_that_the_policy_forbids(path):
    text = path.read_text()
    assert [name for name, pattern in FORBIDDEN.items() if re.search(pattern, text)] == []


def test_every_icon_named_in_the_house_is_in_the_sprite():
    named = set()
    for path in [*TEMPLATES, *PACKAGE.rglob("*.py")]:
        named |= set(re.findall(r'\bicon[ =]"([a-z0-9-]+)"', path.read_text()))
    sprite = (BUILT / "icons.svg").read_text()
    assert named <= set(re.findall(r'<symbol id="([^"]+)"', sprite)), "run bin/assets"


def test_the_bundles_carry_the_licences_of_their_parts():
    text = (BUILT / "LICENSES.txt").read_text()
    for part in ["@tabler/core", "@tabler/icons", "bootstrap", "echarts", "htmx.org", "zrender"]:
        assert re.search(rf"^{re.escape(part)} \d", text, re.MULTILINE), part


def test_no_bundle_needs_eval_or_another_host():
    # shell.js holds htmx, whose evaluations the page's configuration switches off.
    for name in ["theme.js", "live-worker.js", "charts.js"]:
        assert not re.search(r"\beval\(|new Function\b", (BUILT / name).read_text()), name
    assert "@import" not in (BUILT / "shell.css").read_text()
    assert not re.search(r"url\(\s*[\"']?(https?:)?//", (BUILT / "shell.css").read_text())


def test_the_package_lock_names_no_address():
    lock = PACKAGE.parent / "package-lock.json"
    assert '"resolved"' not in lock.read_text()
