"""A citizen sent photos; who handles the matter looks at them large without taking the hands off the keyboard."""

from playwright.sync_api import Locator, Page, expect

from tests.files.samples import picture
from tests.stories import way
from tests.stories.conftest import Enter

PHOTOS = [
    (f"井盖 {number}.png", picture("PNG", size)) for number, size in enumerate(((900, 600), (600, 900), (40, 30)), 1)
]


def test_the_photos_of_a_case_are_looked_through_by_keyboard(enter: Enter) -> None:
    number = way.register(enter("话务员"), "路口井盖松动，照片附上，请尽快处理。", photos=PHOTOS)
    page = enter("派单员")
    page.goto(f"/cases/{number}/")
    expect(page.locator(".thumbnails img")).to_have_count(3)
    page.get_by_role("link", name="看大图 2").focus()
    page.keyboard.press("Enter")
    expect_large(page, 2, (600, 900))
    page.keyboard.press("ArrowRight")
    expect_large(page, 3, (40, 30))
    page.keyboard.press("ArrowRight")
    expect_large(page, 1, (900, 600))
    page.keyboard.press("End")
    expect_large(page, 3, (40, 30))
    with page.expect_download() as saved:
        viewer(page).get_by_role("link", name="下载").press("Enter")
    assert saved.value.suggested_filename == "井盖 3.png"
    page.keyboard.press("Escape")
    expect(viewer(page)).to_be_hidden()
    expect(page.get_by_role("link", name="看大图 3")).to_be_focused()


def test_without_scripts_each_is_a_link_to_its_picture(enter: Enter) -> None:
    number = way.register(enter("话务员"), "路口井盖又松动了，照片附上。", photos=PHOTOS)
    page = enter("派单员", java_script_enabled=False)
    page.goto(f"/cases/{number}/")
    page.get_by_role("link", name="看大图 1").click()
    page.wait_for_url("**/pictures/*/")


def viewer(page: Page) -> Locator:
    return page.get_by_role("dialog", name="图片附件")


def expect_large(page: Page, number: int, size: tuple[int, int]) -> None:
    """That picture is shown, all of it, and said which it is."""
    expect(viewer(page)).to_contain_text(f"{number} / {len(PHOTOS)}")
    shown = viewer(page).get_by_role("img", name=f"井盖 {number}.png")
    expect(shown).to_have_js_property("naturalWidth", size[0])
    expect(shown).to_have_js_property("naturalHeight", size[1])
    expect(shown).to_be_in_viewport(ratio=0.99)
