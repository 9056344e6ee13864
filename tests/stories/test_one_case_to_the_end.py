"""A citizen calls about noise; the case walks through every room and is counted."""

import re
import struct
import zlib
from io import BytesIO

from PIL import Image
from playwright.sync_api import Page, expect

from tests.stories import way
from tests.stories.conftest import Enter


def test_a_case_from_the_call_to_the_archive(enter: Enter) -> None:
    photo = ("围挡 现场.png", picture())
    number = way.register(enter("话务员"), "小区北侧工地深夜浇筑，老人整夜睡不着。请派人核实。", photo=photo)
    leader = enter("分管领导")
    before = counted(leader, "满意率")
    way.dispatch(enter("派单员"), number)
    way.sign(enter("联络员"), number)
    handler, reviewer = enter("经办人"), enter("审核员")
    way.contact(handler, number)
    way.reply(handler, number, "已到现场，责令停工。")
    way.reject_review(reviewer, number, "请写明整改期限。")
    way.reply(handler, number, "已责令立即停工，三日内完成降噪整改。")
    way.pass_review(reviewer, number)
    way.call_back(enter("回访员"), number)
    way.expect_stage(leader, number, "已归档")
    expect(leader.locator(".history > li strong")).to_have_text(HISTORY)
    assert until(leader, "满意率", before + 1)
    leader.get_by_role("region", name="满意率").get_by_role("link").last.click()
    leader.get_by_role("link", name=number).click()
    expect_download(leader, *photo)


HISTORY = [
    re.compile(label)
    for label in ("登记", "派单", "签收", "联系诉求人", "答复", "审核退回", "答复", "审核通过", "回访", "归档")
]


def counted(page: Page, label: str) -> int:
    """The denominator of a share on the figures page."""
    way.open_desk(page, "数据")
    return int(page.get_by_role("region", name=label).get_by_role("link").last.inner_text())


def until(page: Page, label: str, number: int) -> bool:
    """Figures follow the ledger within a minute or two."""
    for _ in range(60):
        if counted(page, label) == number:
            return True
        page.wait_for_timeout(2_000)
    return False


def expect_download(page: Page, name: str, content: bytes) -> None:
    with page.expect_download() as started:
        page.get_by_role("link", name=name).click()
    assert started.value.suggested_filename == name
    with Image.open(started.value.path()) as kept, Image.open(BytesIO(content)) as sent:  # written anew on the way in
        assert (kept.format, kept.size, kept.tobytes()) == (sent.format, sent.size, sent.convert(kept.mode).tobytes())


def picture() -> bytes:
    """A whole PNG of 2 x 2 dots."""
    dots = zlib.compress((b"\x00" + b"\x33\x66\x99" * 2) * 2)
    parts = ((b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)), (b"IDAT", dots), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + body
