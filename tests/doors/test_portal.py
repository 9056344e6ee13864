"""A citizen at the public pages: nobody knows him but by what he brings."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.factories import person, unit
from tests.files.samples import SAMPLES
from xinqiao.callback.check import check_all as check_callbacks
from xinqiao.callback.models import Rating
from xinqiao.cases.check import check_all
from xinqiao.cases.models import Case, Enclosure, Request
from xinqiao.dispatch import actions as dispatch
from xinqiao.doors.portal.keys import query_code
from xinqiao.files.models import StoredFile
from xinqiao.handling import actions as handling
from xinqiao.handling.outcomes import Outcome
from xinqiao.people import limits, policy
from xinqiao.people.models import Platform

TYPED = {
    "case_type": "help", "text": "巷口路灯三天不亮。请来修。", "place": "槐树巷 3 号",
    "confidentiality": "open", "name": "王女士", "phone": "138 0000 1234", "form_key": "a" * 32,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh(city):
    policy.forget()
    limits.begin_anew()


def send(client: Client, **changed: object) -> Case:
    response = client.post("/portal/submit/", {**TYPED, "to": "4", **changed})
    assert (response.status_code, response.headers["Location"]) == (302, "/portal/receipt/")
    return Case.objects.latest("pk")


def track(client: Client, case: Case | str, code: str) -> int:
    number = case if isinstance(case, str) else case.number
    return client.post("/portal/track/", {"number": number, "code": code}).status_code


def photo(name: str = "灯.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, SAMPLES[".jpg"])


def completed(case: Case) -> Case:
    """Handled by a department and passed by the centre."""
    now = timezone.now()
    worker = person("handler")
    task = dispatch.dispatch(case, lead=unit("cgj"), by=person("dispatcher"), now=now)
    handling.sign(task, by=person("liaison"), now=now)
    handling.reply(task, text="已更换灯泡。", outcome=Outcome.SOLVED, by=worker, now=now)
    handling.pass_review(task, by=person("reviewer"), now=now)
    case.refresh_from_db()
    return case


def test_three_steps_and_a_receipt_that_opens_the_case_again(client: Client):
    page = client.post("/portal/submit/", {**TYPED, "to": "2", "phone": ""})
    assert page.status_code == 200
    assert "巷口路灯三天不亮" in page.text, "what was typed in the first step is carried along"
    case = send(client)
    assert (case.source.code, case.title, case.registered_by) == ("web", "巷口路灯三天不亮", None)
    receipt = client.get("/portal/receipt/")
    assert case.number in receipt.text
    assert query_code(case) in receipt.text
    assert receipt.headers["X-Robots-Tag"] == "noindex"
    assert track(Client(), case, query_code(case)) == 302
    assert track(Client(), case, "1234") == 302


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(client: Client):
    page = client.post("/portal/submit/", {**TYPED, "to": "4", "phone": "123456"})
    assert page.status_code == 422
    assert "不是电话号码" in page.text
    assert "123456" in page.text
    assert "巷口路灯三天不亮" in page.text
    assert not Case.objects.exists()


def test_the_same_form_sent_twice_is_one_case(client: Client):
    first = send(client)
    assert send(client).pk == first.pk
    assert Case.objects.count() == 1


def test_photos_of_the_second_step_come_with_the_case(client: Client):
    page = client.post("/portal/submit/", {**TYPED, "to": "3", "photos": [photo(), photo("另一张.jpg")]})
    assert StoredFile.objects.filter(kept_until__isnull=False).count() == 2
    kept = re.search(r'name="kept" value="([^"]+)"', page.text)[1]
    case = send(client, kept=kept)
    assert Enclosure.objects.filter(event__case=case).count() == 2
    assert not StoredFile.objects.filter(kept_until__isnull=False).exists()


def test_no_photo_of_anybody_else_comes_with_a_case(client: Client):
    client.post("/portal/submit/", {**TYPED, "to": "3", "photos": [photo()]})
    case = send(client, kept="[1]")
    assert not Enclosure.objects.filter(event__case=case).exists()


def test_who_stays_anonymous_leaves_nothing_and_tracks_by_the_code_alone(client: Client):
    case = send(client, confidentiality="anonymous")
    assert case.appellant is None
    assert track(Client(), case, "1234") == 422
    assert track(Client(), case, query_code(case)) == 302


def test_wrong_and_unknown_are_answered_alike_and_both_are_braked(client: Client):
    case = send(client)
    stranger = Client()
    wrong = stranger.post("/portal/track/", {"number": case.number, "code": "0000"})
    unknown = stranger.post("/portal/track/", {"number": "9999999999999", "code": "0000"})
    assert wrong.status_code == unknown.status_code == 422
    hidden = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|value="\d{13}"')
    assert hidden.sub("", wrong.text) == hidden.sub("", unknown.text)
    for number in (case.number, "9999999999999"):
        assert [track(stranger, number, "0000") for _ in range(5)][-1] == 429, number
    assert track(stranger, case, "1234") == 429, "the right one is not looked at either"


def test_one_address_cannot_try_many_numbers(client: Client):
    Platform.objects.update(settings={"portal": {"is_open": True, "address_attempts": 3}})
    policy.forget()
    assert [track(client, f"99999999999{n}", "0000") for n in range(4)] == [422, 422, 422, 429]


def test_a_tracked_case_tells_no_talk_between_units(client: Client):
    case = completed(send(client))
    page = client.get("/portal/case/").text
    for told in ("您的诉求已登记", "已签收", "已更换灯泡。", "已答复"):
        assert told in page
    assert "13800001234" not in page
    assert "待审核" not in page
    assert case.number in page


def test_a_reply_that_has_not_passed_is_not_shown(client: Client):
    case = send(client)
    now = timezone.now()
    task = dispatch.dispatch(case, lead=unit("cgj"), by=person("dispatcher"), now=now)
    worker = person("handler")
    handling.sign(task, by=person("liaison"), now=now)
    handling.reply(task, text="草拟的答复", outcome=Outcome.SOLVED, by=worker, now=now)
    assert "草拟的答复" not in client.get("/portal/case/").text


def test_the_citizen_appends_urges_and_withdraws(client: Client):
    case = send(client)
    assert client.post("/portal/case/append/", {"text": "又坏了一盏", "photos": [photo()]}).status_code == 302
    assert client.post("/portal/case/urge/", {"text": ""}).status_code == 302
    assert client.post("/portal/case/withdraw/", {"reason": ""}).status_code == 422
    assert client.post("/portal/case/withdraw/", {"reason": "自己修好了"}).status_code == 302
    case.refresh_from_db()
    assert case.stage == "withdrawn"
    assert Enclosure.objects.filter(event__case=case, event__verb="append").count() == 1
    assert client.get("/portal/case/append/").status_code == 302, "what is over takes no more"
    assert [faults for _, faults in check_all() if faults] == []


def rating(case: Case, satisfaction: int, **more: str) -> dict[str, str]:
    task = case.assignments.get()
    return {f"satisfaction_{task.pk}": str(satisfaction), f"solved_{task.pk}": "no", **more}


def test_a_bad_rating_is_the_callback_and_goes_before_the_reviewer(client: Client):
    case = completed(send(client))
    assert client.post("/portal/case/rate/", rating(case, 1)).status_code == 422, "a complaint says what is wrong"
    sent = client.post("/portal/case/rate/", rating(case, 1, note="灯又灭了", rework="on"))
    assert sent.status_code == 302
    assert (Rating.objects.get().satisfaction, Rating.objects.get().solved) == (1, False)
    asked = Request.objects.get(case=case, kind="propose_rework")
    assert (asked.asked.by, asked.asked.data["advised"], asked.asked.text.body) == (None, True, "灯又灭了")
    assert client.get("/portal/case/rate/").status_code == 302, "rated once"
    assert [faults for _, faults in check_all() if faults] == []
    assert list(check_callbacks()) == []


def test_nobody_rates_an_anonymous_case(client: Client):
    case = completed(send(client, confidentiality="anonymous"))
    assert client.post("/portal/case/rate/", rating(case, 5)).headers["Location"] == "/portal/case/"
    assert not Rating.objects.exists()


def test_the_portal_knows_no_staff_and_keeps_nothing(client: Client, django_assert_num_queries):
    client.force_login(person("agent"))
    client.get("/portal/")
    with django_assert_num_queries(1):  # what is announced
        page = client.get("/portal/")
    assert page.headers["Cache-Control"] == "no-store"
    assert client.get("/portal/case/").headers["Location"] == "/portal/track/"


def test_the_tracked_pages_cost_a_handful_of_queries(client: Client, django_assert_max_num_queries):
    case = completed(send(client))
    for page, most in (("receipt", 2), ("case", 12), ("case/rate", 6)):
        with django_assert_max_num_queries(most):
            assert client.get(f"/portal/{page}/").status_code == 200
    assert case.stage == "completed"


def test_leaving_forgets_the_case(client: Client):
    send(client)
    client.post("/portal/leave/")
    assert client.get("/portal/case/").headers["Location"] == "/portal/track/"


def test_a_forged_form_is_refused():
    assert Client(enforce_csrf_checks=True).post("/portal/submit/", {**TYPED, "to": "4"}).status_code == 403


def test_a_closed_portal_is_not_there(client: Client):
    Platform.objects.update(settings={"portal": {"is_open": False}})
    policy.forget()
    assert [client.get(f"/portal/{page}").status_code for page in ("", "submit/", "track/", "case/")] == [404] * 4


def test_an_address_that_asks_too_often_waits(client: Client):
    Platform.objects.update(settings={"portal": {"is_open": True, "requests_per_second": 1}})
    policy.forget()
    answers = [client.get("/portal/").status_code for _ in range(25)]
    assert answers[0] == 200
    assert 429 in answers


def test_a_terminal_and_the_large_look_are_kept_in_cookies_of_the_portal_alone(client: Client):
    client.get("/portal/?kiosk=1")
    client.post("/portal/look/", {"look": "elder"})
    page = client.get("/portal/").text
    assert 'class="elder kiosk"' in page
    assert "data-seconds" in page
    assert {client.cookies[name]["path"] for name in ("portal_look", "portal_kiosk")} == {"/portal/"}
    client.post("/portal/leave/")
    assert 'class=" kiosk"' in client.get("/portal/").text, "the next person begins plain"
