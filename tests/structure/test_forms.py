"""What a form complains of stands at its fields, in our words: the browser's own bubbles are switched off."""

import re

from tests.structure.house import ROOT

FORM = re.compile(r"<form\b((?:[^>{%]|\{%.*?%\}|\{\{.*?\}\}|[{%])*)>(.*?)</form>", re.DOTALL)
WITH_FIELDS = ("{{ form", "as_field_group", "shell/form.html", "shell/error_summary.html")


def test_no_browser_speaks_for_us():
    with_bubbles, found = [], 0
    for path in sorted((ROOT / "xinqiao").rglob("*.html")):
        for head, body in FORM.findall(path.read_text(encoding="utf-8")):
            if "post" in head and any(sign in body for sign in WITH_FIELDS):
                found += 1
                if "novalidate" not in head:
                    with_bubbles.append(path.name)
    assert with_bubbles == []
    assert found > 20
