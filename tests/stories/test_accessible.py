"""axe finds nothing on any page, neither light nor dark."""

import pytest
from playwright.sync_api import Page

from bench.installation import ROOT
from tests.fixtures.at_once import SOAK
from tests.stories.conftest import Enter
from tests.stories.crawl import roles, walk

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
ASK = """async rules => (await axe.run(rules)).violations.map((found) =>
  `${found.id}: ${found.help}: ${found.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")}`)"""


def test_axe_finds_nothing_on_any_page(enter: Enter) -> None:
    if not AXE.exists():
        pytest.fail("axe-core is not installed: run bin/setup, or `npm ci` in the checkout")
    # The policy of our pages would keep axe out; what the policy itself lets through, test_every_page tells.
    door = enter(None, bypass_csp=True, refused=(404,))
    faults, examined, staff = violations(door, "/sign-in/"), {"/sign-in/"}, roles(door)
    door.goto("/no-such-page/")
    faults += violations(door, "a page that is not there")
    for role in staff:
        page = enter(role, bypass_csp=True)
        for kind in walk(page, examined):
            if kind not in examined:
                examined.add(kind)
                faults += violations(page, f"{role} {kind}")
        page.context.close()
    assert faults == []


# What else a page is asked does not depend on its colours.
IN_THE_DARK = {} if SOAK else {"runOnly": ["color-contrast", "link-in-text-block"]}
# A colour on its way from light to dark has the contrast of neither.
TURN = """async scheme => {
    document.documentElement.dataset.bsTheme = scheme
    const onTheWay = document.getAnimations().filter(one => one instanceof CSSTransition)
    await Promise.allSettled(onTheWay.map(one => one.finished))
}"""


def violations(page: Page, where: str) -> list[str]:
    """What axe says of the page that stands there, light and dark."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = []
    for scheme, rules in (("light", {}), ("dark", IN_THE_DARK)):
        page.evaluate(TURN, scheme)
        found += [f"{where} ({scheme}): {one}" for one in page.evaluate(ASK, rules)]
    return found
