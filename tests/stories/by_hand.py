"""A step of a worked history, made on the pages by the person whose step it is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Response, expect

from tests.stories.platform import Platform
from tests.stories.watch import Watch

UNITS = {"lead", "to", "unit", "proposed_unit", "co_leads", "assisting"}
NOT_TYPED = {"move", "by", "on", "other", "after", "satisfaction", "solved", "into"}


@dataclass
class Hands:
    """Everybody of a history at a browser of his own. `parts`: part -> (code, name) of the unit that plays it."""

    browser: Browser
    platform: Platform
    parts: Mapping[str, tuple[str, str]]
    pages: dict[str, Page] = field(default_factory=dict)
    watches: list[Watch] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    lead: str = ""  # the part whose unit leads
    last: str = ""  # the part whose unit has the task that was handed down last

    def page_of(self, who: str) -> Page:
        """The page at which "role@part" sits, signed in through the demo's door when first asked for."""
        role, _, part = who.partition("@")
        code = self.parts[self.last if part == "last" else part][0] if part else ""
        name = f"demo-{role}-{code}" if code else f"demo-{role}"
        if name not in self.pages:
            context = self.browser.new_context(base_url=self.platform.address, viewport={"width": 1366, "height": 768})
            self.watches.append(Watch(context, self.platform))
            page = self.pages[name] = context.new_page()
            page.goto("/sign-in/")
            button = page.locator('button[name="role"]').first
            button.evaluate("(button, name) => { button.value = name }", name)
            button.click()
            page.wait_for_url(self.platform.address + "/")
        return self.pages[name]

    def register(self, facts: Mapping[str, Any], phone: str) -> str:
        """The agent writes down what is said; the number of the case."""
        page = self.page_of("agent")
        page.goto("/register/")
        typed = {name: value for name, value in facts.items() if name not in {"source", "system", "foreign_number"}}
        form = page.locator("form", has=page.locator('textarea[name="text"]'))
        if facts.get("source") == "upper":
            upper = form.locator('[name="source"] option', has_text="省")
            form.locator('[name="source"]').select_option(upper.first.get_attribute("value"))
        if days := typed.pop("due_days", 0):
            form.locator('[name="due_at"]').fill(f"{datetime.now() + timedelta(days=2 * days):%Y-%m-%dT%H:%M}")
        self._fill(form, typed | {"phone": phone, "name": "王女士"})
        form.locator("button:not([formaction])").last.click()
        found = re.search(r"\d{13}", page.get_by_role("status").filter(has_text="已登记").first.inner_text())
        assert found
        self.numbers.append(found.group())
        return found.group()

    def make(self, step: Mapping[str, Any]) -> None:
        """Make the move of the step on its own page, reached from the case's."""
        page, number = self.page_of(step["by"]), self.numbers[step.get("other", 0)]
        slug = step["move"].replace("_", "-")
        if step["move"] == "call_back":
            self._call_back(page, number, step)
            return
        page.goto(f"/cases/{number}/")
        found = page.locator(f'main [href$="/{slug}/"], main [action$="/{slug}/"]').last
        expect(found, f"{step['by']} may {step['move']} {number}").to_have_count(1)
        if address := found.get_attribute("href"):
            page.goto(address)
            form = page.locator("main form").filter(has=page.locator("textarea, select, input:not([type=hidden])")).last
            self._fill(form, self._typed(step))
            with page.expect_response(_is_answer_to_post):
                form.locator("button[type=submit], button:not([type])").first.click()
        else:
            with page.expect_response(_is_answer_to_post):
                found.evaluate("(form) => form.requestSubmit()")
        page.wait_for_load_state()
        refused = page.locator("main .error-summary, main .alert-danger")
        assert refused.count() == 0, f"{step['move']}: {refused.all_inner_texts()}"
        if step["move"] == "dispatch":
            self.lead = step["lead"]
        if step["move"] in {"dispatch", "delegate", "rule_rework"}:  # a rework goes to the unit that led
            self.last = step.get("to", self.lead)

    def _typed(self, step: Mapping[str, Any]) -> dict[str, Any]:
        typed = {name: value for name, value in step.items() if name not in NOT_TYPED}
        if "into" in step:
            typed["into"] = self.numbers[0]
        if hours := typed.pop("until_hours", 0):
            typed["until"] = f"{datetime.now() + timedelta(days=hours):%Y-%m-%dT%H:%M}"
        if days := typed.pop("more_days", 0):
            typed["until_on"] = _a_working_day(date.today() + timedelta(days=14 + days))
        return typed

    def _fill(self, form: Locator, typed: Mapping[str, Any]) -> None:
        for name, value in typed.items():
            self._fill_one(form.locator(f'[name="{name}"]'), name, value)

    def _fill_one(self, control: Locator, name: str, value: Any) -> None:
        kind = control.first.evaluate("(one) => one.type")
        if kind == "radio":
            said = {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
            control.and_(control.page.locator(f'[value="{said}"]')).check()
        elif kind == "checkbox":
            control.set_checked(bool(value))
        elif kind.startswith("select"):
            unseen = not control.is_visible()  # a list that is typed into stays behind its field
            control.select_option(self._options(control, name, value), force=unseen)
        else:
            control.fill(str(value))

    def _options(self, control: Locator, name: str, value: Any) -> list[str]:
        """The values of the options that the step names: units by the name of who plays them, a first ground."""
        options = control.locator("option")
        if name in UNITS or name == "accused":
            wanted = [self.parts[part][1] for part in ([value] if isinstance(value, str) else value)]
            return [options.filter(has_text=unit).first.get_attribute("value") or "" for unit in wanted]
        if name == "basis":
            return [options.nth(1).get_attribute("value") or ""]
        return [str(value)]

    def _call_back(self, page: Page, number: str, step: Mapping[str, Any]) -> None:
        """The citizen says the same of every unit. The callback comes onto the desk when the reactions have run."""
        link = page.get_by_role("row").filter(has_text=number).get_by_role("link", name="回访")
        for _ in range(60):
            page.goto("/callbacks/")
            if link.count():
                break
            page.wait_for_timeout(250)
        link.first.click()
        page.locator(f'[name="result"][value="{step["result"]}"]').check()
        for one in page.locator(f'[name^="satisfaction_"][value="{step["satisfaction"]}"]').all():
            one.check()
        for one in page.locator(f'[name^="solved_"][value="{"yes" if step["solved"] else "no"}"]').all():
            one.check()
        if step.get("rework"):
            page.locator('[name="rework"][value="yes"]').check()
            page.locator('textarea[name="reason"]').fill(step["reason"])
        page.get_by_role("button", name="保存回访").click()
        expect(page.get_by_text(f"{number} 的回访已记录")).to_be_visible()


def _is_answer_to_post(response: Response) -> bool:
    """The platform answers when the move is made, not before."""
    return response.request.method == "POST"


def _a_working_day(on: date) -> str:
    """That day or the Monday after; the invented city keeps no holidays that move."""
    return str(on + timedelta(days=max(0, 7 - on.weekday()) if on.weekday() > 4 else 0))
