"""The agent's form: what must be typed, what follows by itself, what stays when something is wrong."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import PHONE, REQUEST, person, registered
from tests.files.samples import SAMPLES
from xinqiao.cases.models import Case
from xinqiao.catalogue.models import Area, Category
from xinqiao.files.models import StoredFile
from xinqiao.people import policy
from xinqiao.people.models import Audit
from xinqiao.text.sentences import first_sentence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def agent() -> Client:
    client = Client()
    client.force_login(person("agent"))
    return client


def typed(**facts: object) -> dict:
    usual = {"case_type": "help", "urgency": "normal", "confidentiality": "open", "text": REQUEST, "phone": PHONE}
    return usual | facts


def test_the_page_offers_leaves_of_the_category_tree_only(agent):
    offered = agent.get("/register/").context["form"].fields["category"].queryset
    codes = set(offered.values_list("code", flat=True))
    assert {"C1102", "C1201"} <= codes
    assert not {"C10", "C11", "C12", "C13"} & codes


def test_text_and_number_are_enough_to_save(agent):
    answer = agent.post("/register/", typed())
    case = Case.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.number}/registered/")
    assert (case.source.code, case.registered_by, case.title) == ("phone", person("agent"), REQUEST[:-1])
    assert f"已登记，编号 {case.number}" in agent.get(answer["Location"]).content.decode()


def test_all_that_was_chosen_is_kept(agent):
    chosen = {
        "category": Category.objects.get(code="C1101").pk,
        "area": Area.objects.get(code="A10101").pk,
        "title": "夜间施工",
        "place": "胜利路 8 号",
        "urgency": "urgent",
        "case_type": "complaint",
    }
    agent.post("/register/", typed(**chosen))
    case = Case.objects.get()
    kept = (case.category_id, case.area_id, case.title, case.place, case.urgency, case.case_type)
    assert kept == tuple(chosen.values())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": ""}, "text"),
        ({"phone": "不知道"}, "phone"),
        ({"case_type": "wish"}, "case_type"),
        ({"area": "0"}, "area"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_stays(agent, wrong, field):
    answer = agent.post("/register/", typed(place="胜利路 8 号") | wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert "胜利路 8 号" in answer.content.decode()
    assert not Case.objects.exists()


def test_only_who_registers_finds_the_page():
    client = Client()
    client.force_login(person("handler"))
    assert client.get("/register/").status_code == 404
    assert client.post("/register/", typed()).status_code == 404
    assert Client().get("/register/")["Location"] == "/sign-in/?next=/register/"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("路灯不亮。已经三天了。", "路灯不亮"),
        ("为什么停水？什么时候来？", "为什么停水"),
        ("  路灯不亮\n在公交站", "路灯不亮"),
        ("很长" * 30, "很长" * 19 + "很…"),
        ("40" * 20, "40" * 20),
    ],
)
def test_the_first_sentence_becomes_the_title(text, sentence):
    assert first_sentence(text) == sentence


class TestEnclosures:
    def photo(self, name: str = "路灯.jpg", kind: str = ".jpg") -> SimpleUploadedFile:
        return SimpleUploadedFile(name, SAMPLES[kind])

    def test_they_are_kept_listed_and_saved_to_disk_by_who_downloads(self, agent):
        agent.post("/register/", typed(enclosures=[self.photo(), self.photo("现场.png", ".png")]))
        case = Case.objects.get()
        page = agent.get(f"/cases/{case.number}/").content.decode()
        assert "路灯.jpg" in page
        enclosure = case.events.get().enclosures.get(file__name="现场.png")
        answer = agent.get(f"/cases/{case.number}/files/{enclosure.pk}/")
        assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
        assert answer["Content-Disposition"].startswith("attachment")
        assert Audit.objects.get(what="download").subject == f"{case.number}/{enclosure.pk}"

    def test_a_file_that_cannot_be_kept_is_said_at_the_field_and_nothing_is_registered(self, agent):
        bad = SimpleUploadedFile("照片.jpg", b"MZ\x90\x00")
        answer = agent.post("/register/", typed(enclosures=[self.photo(), bad]))
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"enclosures"})
        assert not Case.objects.exists()
        assert not StoredFile.objects.exists()

    def test_so_many_and_no_more(self, agent):
        many = [self.photo(f"{n}.jpg") for n in range(policy.load().files.most + 1)]
        answer = agent.post("/register/", typed(enclosures=many))
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"enclosures"})

    def test_the_file_of_a_foreign_case_is_not_there(self, agent):
        agent.post("/register/", typed(enclosures=[self.photo()]))
        case = Case.objects.get()
        enclosure, other = case.events.get().enclosures.get(), registered()
        stranger = Client()
        stranger.force_login(person("handler", "zjj"))
        assert stranger.get(f"/cases/{case.number}/files/{enclosure.pk}/").status_code == 404
        assert agent.get(f"/cases/{other.number}/files/{enclosure.pk}/").status_code == 404
