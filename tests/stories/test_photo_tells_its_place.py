"""A citizen's photo knows where it was taken: the place is offered to him, and the platform keeps nothing of it."""

import io

from PIL import ExifTags, Image
from playwright.sync_api import ViewportSize, expect

from tests.files.samples import picture
from tests.stories import way
from tests.stories.conftest import Enter

# 39°46'12" N, 98°17'24" E, as a camera writes it.
TAKEN = {1: "N", 2: (39.0, 46.0, 12.0), 3: "E", 4: (98.0, 17.0, 24.0)}
SOUTH_WEST = {1: "S", 2: (39.0, 46.0, 12.0), 3: "W", 4: (98.0, 17.0, 24.0)}


def photo(name: str, place: dict[int, object] | None = None) -> dict[str, object]:
    written = Image.Exif()
    if place:
        written.get_ifd(ExifTags.IFD.GPSInfo).update(place)
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture("JPEG", (640, 480), exif=written)}


def test_the_place_of_a_photo_is_offered_and_taken_out_of_the_photo(enter: Enter) -> None:
    citizen = enter(None)
    citizen.set_viewport_size(ViewportSize(width=390, height=844))
    citizen.goto("/portal/submit/")
    citizen.get_by_label("请说明事情").fill("河边护栏断了一截。")
    citizen.get_by_role("button", name="下一步").click()
    offer = citizen.get_by_role("button", name="把照片的拍摄位置填为地点")
    citizen.get_by_label("现场照片").set_input_files([photo("无位置.jpg"), photo("护栏.jpg", TAKEN)])
    expect(offer).to_be_visible()
    expect(citizen.locator("[name=place]")).to_have_value("")  # offered, not done
    offer.click()
    expect(citizen.get_by_text("地点：39.77000, 98.29000")).to_be_visible()
    expect(offer).to_be_hidden()
    number = way.send_from_portal(citizen, "13800004322")

    page = enter("派单员")
    page.goto(f"/cases/{number}/")
    expect(page.get_by_text("39.77000, 98.29000").first).to_be_visible()
    page.get_by_role("link", name="看大图 2").click()
    with page.expect_download() as saved:
        page.get_by_role("dialog", name="图片附件").get_by_role("link", name="下载").click()
    kept = Image.open(io.BytesIO(saved.value.path().read_bytes()))
    assert dict(kept.getexif()) == {}


def test_a_photo_without_a_place_offers_none(enter: Enter) -> None:
    citizen = enter(None)
    citizen.goto("/portal/submit/")
    citizen.get_by_label("请说明事情").fill("河边护栏断了一截。")
    citizen.get_by_role("button", name="下一步").click()
    for nothing in (photo("无位置.jpg"), {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe1"}):
        citizen.get_by_label("现场照片").set_input_files(nothing)
        citizen.wait_for_timeout(300)  # what must not come is waited for
        expect(citizen.get_by_role("button", name="把照片的拍摄位置填为地点")).to_be_hidden()
    citizen.get_by_label("现场照片").set_input_files(photo("护栏.jpg", SOUTH_WEST))
    citizen.get_by_role("button", name="把照片的拍摄位置填为地点").click()
    expect(citizen.get_by_text("地点：-39.77000, -98.29000")).to_be_visible()
