"""On a phone, what stands in the bar stands side by side, in both languages."""

import pytest

from tests.stories.conftest import Enter

OVERLAP = """() => {
  const [name, badge] = [".bar-brand > span", ".bar-demo"].map((one) => document.querySelector(one));
  const [left, right, brand] = [name, badge, name.parentElement].map((one) => one.getBoundingClientRect());
  const shown = left.top < brand.bottom;
  return (shown && left.right > brand.right) || brand.right > right.left
    || document.documentElement.scrollWidth > innerWidth;
}"""


@pytest.mark.parametrize("width", [320, 375, 414])
@pytest.mark.parametrize("language", ["English", None])
def test_the_name_does_not_run_under_the_demo_badge(enter: Enter, width: int, language: str | None) -> None:
    page = enter("话务员")
    page.set_viewport_size({"width": width, "height": 740})
    if language:
        page.get_by_role("button", name=language).click()
        page.get_by_text("Demo data").wait_for()
    assert not page.evaluate(OVERLAP)
