"""What axe, which looks for barriers (WCAG 2.1), says of a page."""

from playwright.sync_api import Page

from bench.installation import ROOT
from tests.fixtures.at_once import SOAK

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
ASK = """async rules => (await axe.run(rules)).violations.map((found) =>
  `${found.id}: ${found.help}: ${found.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")}`)"""
# What else a page is asked does not depend on its colours.
IN_THE_DARK = {} if SOAK else {"runOnly": ["color-contrast", "link-in-text-block"]}
# A colour on its way from light to dark has the contrast of neither.
TURN = """async scheme => {
    document.documentElement.dataset.bsTheme = scheme
    const onTheWay = document.getAnimations().filter(one => one instanceof CSSTransition)
    await Promise.allSettled(onTheWay.map(one => one.finished))
}"""


def violations(page: Page, where: str) -> list[str]:
    """What it says of the page that stands there, light and dark; light it stays. Raises OSError without axe-core."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = []
    for scheme, rules in (("light", {}), ("dark", IN_THE_DARK)):
        page.evaluate(TURN, scheme)
        found += [f"{where} ({scheme}): {one}" for one in page.evaluate(ASK, rules)]
    page.evaluate(TURN, "light")
    return found
