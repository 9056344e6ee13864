"""A grid worker replies on the way: sign, reach the citizen, show the photos, all on a phone."""

from playwright.sync_api import ViewportSize, expect

from tests.stories import way
from tests.stories.conftest import Enter
from tests.stories.test_one_case_to_the_end import picture

# What a thumb could miss: everything to be tapped or typed in that is lower than 44 px.
TOO_SMALL = """() => [...document.querySelectorAll(".main :is(.btn, input:not([type=hidden], [type=checkbox]), select)")]
    .filter((one) => one.getClientRects().length && one.getBoundingClientRect().height < 44)
    .map((one) => one.outerHTML.slice(0, 120))"""


def test_a_grid_worker_replies_from_a_phone(enter: Enter) -> None:
    number = way.register(enter("话务员"), "河堤护栏松动，孩子爱在那里玩。")
    way.dispatch(enter("派单员"), number)
    way.sign(enter("联络员"), number)
    phone = enter("经办人")
    phone.set_viewport_size(ViewportSize(width=390, height=844))
    phone.goto("/handling/")
    assert phone.evaluate(TOO_SMALL) == []
    row = phone.locator("tbody tr").filter(has_text=number)
    row.get_by_role("link", name="联系诉求人").click()
    phone.get_by_role("button", name="显示联系方式").click()
    expect(phone.get_by_role("link", name="13900001234")).to_have_attribute("href", "tel:13900001234")
    phone.get_by_label("联系结果").select_option(label="已联系上")
    phone.get_by_role("button", name="保存联系记录", exact=True).click()
    phone.goto("/handling/")
    row.get_by_role("link", name="答复", exact=True).click()
    assert phone.evaluate(TOO_SMALL) == []
    phone.get_by_label("办理结果").select_option(label="已解决")
    phone.get_by_label("答复内容").fill("护栏已重新焊牢，联系 13812345678。")
    preview = phone.get_by_role("region", name="诉求人将看到")
    expect(preview).to_contain_text("护栏已重新焊牢")
    expect(preview).not_to_contain_text("13812345678")
    for label in ("处理前照片", "处理后照片或文件"):
        chosen = {"name": f"{label[:3]}.png", "mimeType": "image/png", "buffer": picture()}
        phone.get_by_label(label).set_input_files(chosen)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_role("button", name="答复", exact=True).click()
    expect(phone.get_by_text(f"{number}-1：答复已记录")).to_be_visible()
    expect(phone.get_by_text("处理后 处理后.png")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
