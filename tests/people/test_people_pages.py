"""The people pages: an administrator decides as far as his own grant reaches, and over nobody beyond."""

import re

import pytest
from django.utils import timezone

from tests.factories import person, unit
from tests.fixtures.browsing import browser
from tests.people.coming_in import SECRET, administrator, settled, sign_in
from xinqiao.people import actions, tokens
from xinqiao.people.governing import NotAllowed, governs, managed, may_give
from xinqiao.people.models import Audit, Post, Role, Staff, Token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

PASSWORD = re.compile(r"<code>((?:[2-9A-HJ-NP-Za-km-z]{4}-){3}[2-9A-HJ-NP-Za-km-z]{4})</code>")
DECISIONS = ["leave", "unlock", "password", "second-factor/reset"]


def role(code: str) -> Role:
    return Role.objects.get(code=code)


def places(*chosen: tuple[str, str]) -> dict[str, str]:
    sent = {"posts-TOTAL_FORMS": "3", "posts-INITIAL_FORMS": "0"}
    for number, (code, role_code) in enumerate(chosen):
        sent |= {f"posts-{number}-unit": str(unit(code).pk), f"posts-{number}-role": str(role(role_code).pk)}
    return sent


def password_on(page) -> str:
    return PASSWORD.search(page.content.decode())[1]


class TestReach:
    def test_one_sees_the_people_of_ones_units_and_nobody_else(self):
        inside, outside = person("liaison", "heping"), person("handler", "cgj")
        keeper = administrator("dongcheng")
        assert set(managed(keeper)) == {inside, keeper}
        page = browser(keeper).get("/people/").content.decode()
        assert inside.name in page
        assert outside.name not in page

    def test_who_is_outside_is_not_there_whatever_one_asks(self):
        outside = person("handler", "cgj")
        client = browser(administrator("dongcheng"))
        assert client.get(f"/people/{outside.pk}/").status_code == 404
        for decision in [*DECISIONS, "posts", f"posts/{outside.posts.get().pk}/end"]:
            assert client.post(f"/people/{outside.pk}/{decision}/").status_code == 404, decision
        assert Post.objects.filter(staff=outside).count() == 1

    def test_a_post_of_somebody_else_is_not_ended_through_ones_own_people(self):
        inside, outside = person("liaison", "heping"), person("handler", "cgj")
        answer = browser(administrator("dongcheng")).post(f"/people/{inside.pk}/posts/{outside.posts.get().pk}/end/")
        assert answer.status_code == 404

    @pytest.mark.parametrize("role_code", ["agent", "handler", "reviewer", "quality_inspector"])
    def test_without_the_verb_there_are_no_such_pages(self, role_code):
        client, somebody = browser(person(role_code)), person("handler", "cgj")
        for address in ("/people/", "/people/add/", f"/people/{somebody.pk}/", "/duty/", "/duty/cgj/"):
            assert client.get(address).status_code == 404, address

    def test_who_has_no_post_any_more_is_left_to_who_reaches_everything(self):
        staff = person("handler", "heping")
        staff.posts.all().delete()
        assert staff not in managed(administrator("dongcheng"))
        assert staff in managed(administrator("xq", "all"))
        assert governs(administrator("xq", "all"), staff)

    def test_the_list_is_searched_by_name_user_name_and_unit(self):
        client = browser(administrator())
        for staff in (person("liaison", "heping"), person("handler", "cgj")):
            staff.name = f"王{staff.username[:3]}"
            staff.save()
        for word, found in (
            ("heping", {"liaison-heping"}),
            ("王han", {"handler-cgj"}),
            ("和平街道", {"liaison-heping"}),
        ):
            page = client.get("/people/", {"word": word}).content.decode()
            assert {name for name in ("liaison-heping", "handler-cgj") if f">{name}<" in page} == found
        assert "没有符合条件的人员" in client.get("/people/?word=nobody%00").content.decode()


class TestGiving:
    @pytest.mark.parametrize(
        ("keeper_at", "scope", "code", "role_code", "may"),
        [
            ("xq", "all", "cgj", "agent", True),
            ("xq", "subtree", "xq", "reviewer", True),
            ("xq", "subtree", "xq", "agent", False),  # registers for all
            ("dongcheng", "subtree", "heping", "liaison", True),
            ("dongcheng", "subtree", "dongcheng", "reviewer", True),
            ("dongcheng", "subtree", "heping", "agent", False),
            ("dongcheng", "subtree", "cgj", "handler", False),
            ("dongcheng", "subtree", "xq", "handler", False),
            ("heping", "unit", "heping", "handler", True),
            ("heping", "unit", "heping", "liaison", False),  # sees the subtree
            ("heping", "unit", "xingfu", "handler", False),
            ("dongcheng", "subtree", "heping", "keeper-subtree", True),
            ("dongcheng", "subtree", "heping", "keeper-all", False),
        ],
    )
    def test_no_role_that_reaches_further_than_oneself(self, keeper_at, scope, code, role_code, may):
        keeper = administrator(keeper_at, scope)
        for other in ("subtree", "all"):
            administrator("xq", other)
        assert may_give(keeper, unit(code), role(role_code)) is may
        staff, _ = actions.add_person("new", "新人", [], by=None, now=timezone.now())
        if may:
            assert actions.give_post(staff, unit(code), role(role_code), by=keeper)
        else:
            with pytest.raises(NotAllowed):
                actions.give_post(staff, unit(code), role(role_code), by=keeper)
            assert not staff.posts.exists()

    def test_nobody_promotes_or_ends_himself(self):
        keeper = administrator("xq", "all")
        client = browser(keeper)
        own = keeper.posts.get()
        client.post(f"/people/{keeper.pk}/posts/", {"unit": own.unit_id, "role": role("shift_lead").pk})
        client.post(f"/people/{keeper.pk}/posts/{own.pk}/end/")
        for decision in DECISIONS:
            client.post(f"/people/{keeper.pk}/{decision}/")
        kept = Staff.objects.get(pk=keeper.pk)
        assert list(kept.posts.all()) == [own]
        assert kept.is_active
        assert kept.password == keeper.password
        assert client.get("/people/").status_code == 200

    def test_who_reaches_further_is_not_ones_to_decide_over(self):
        """Else a district's administrator would take over the centre's by a new password."""
        keeper = administrator("dongcheng")
        both = person("liaison", "heping")
        Post.objects.create(staff=both, unit=unit("cgj"), role=role("handler"))
        client = browser(keeper)
        assert "超出您管理范围" in client.get(f"/people/{both.pk}/").content.decode()
        before = Staff.objects.get(pk=both.pk).password
        for decision in DECISIONS:
            client.post(f"/people/{both.pk}/{decision}/")
        assert (Staff.objects.get(pk=both.pk).password, Staff.objects.get(pk=both.pk).is_active) == (before, True)
        client.post(f"/people/{both.pk}/posts/{both.posts.get(unit__code='cgj').pk}/end/")
        client.post(f"/people/{both.pk}/posts/{both.posts.get(unit__code='heping').pk}/end/")
        assert [post.unit.code for post in both.posts.all()] == ["cgj"], "his own part he may end"

    def test_the_menu_of_units_and_the_form_hold_ones_own_alone(self):
        keeper, staff = administrator("dongcheng"), person("liaison", "heping")
        client = browser(keeper)
        page = client.get(f"/people/{staff.pk}/").content.decode()
        assert "幸福社区" in page
        assert "市城市管理局" not in page
        sent = {"unit": unit("cgj").pk, "role": role("handler").pk}
        assert client.post(f"/people/{staff.pk}/posts/", sent).status_code == 422
        sent = {"unit": unit("heping").pk, "role": role("agent").pk}
        refused = client.post(f"/people/{staff.pk}/posts/", sent)
        assert refused.status_code == 422
        assert "超出您的管理范围" in refused.content.decode()


class TestAdding:
    def test_a_person_with_several_posts_and_a_password_that_is_shown_once(self):
        client = browser(administrator())
        sent = {"username": "ma", "name": "马晓燕"} | places(("cgj", "liaison"), ("heping", "handler"))
        page = client.post("/people/add/", sent)
        staff = Staff.objects.get(username="ma")
        assert "no-store" in page["Cache-Control"]
        assert {(post.unit.code, post.role.code) for post in staff.posts.all()} == {
            ("cgj", "liaison"), ("heping", "handler"),
        }  # fmt: skip
        assert sign_in(staff, password_on(page))[1]["Location"] == "/sign-in/password/"
        assert not PASSWORD.search(client.get(f"/people/{staff.pk}/").content.decode())
        noted = set(Audit.objects.filter(subject="ma").values_list("what", flat=True))
        assert {"person_added", "post_given"} <= noted

    @pytest.mark.parametrize(
        ("sent", "why"),
        [
            ({"username": "", "name": "马"}, "用户名"),
            ({"username": "ma", "name": ""}, "姓名"),
            ({"username": "agent-xq", "name": "马"}, "已有人使用"),
            ({"username": "m" * 51, "name": "马"}, "50"),
        ],
    )
    def test_what_is_missing_or_taken_is_named(self, sent, why):
        person("agent")
        page = browser(administrator()).post("/people/add/", sent | places(("cgj", "handler")))
        assert page.status_code == 422
        assert why in page.content.decode()
        assert not Staff.objects.filter(name="马").exists()

    def test_it_takes_a_post(self):
        page = browser(administrator()).post("/people/add/", {"username": "ma", "name": "马"} | places())
        assert page.status_code == 422
        assert not Staff.objects.filter(username="ma").exists()

    def test_half_a_post_is_none(self):
        sent = {"username": "ma", "name": "马"} | places(("cgj", "handler")) | {"posts-1-unit": str(unit("cgj").pk)}
        page = browser(administrator()).post("/people/add/", sent)
        assert page.status_code == 422
        assert "单位和岗位须一起选" in page.content.decode()
        assert not Staff.objects.filter(username="ma").exists()

    def test_a_post_too_far_adds_nobody(self):
        sent = {"username": "ma", "name": "马"} | places(("heping", "handler"), ("heping", "agent"))
        page = browser(administrator("dongcheng")).post("/people/add/", sent)
        assert page.status_code == 422
        assert "超出您的管理范围" in page.content.decode()
        assert not Staff.objects.filter(username="ma").exists()


class TestDeciding:
    @pytest.fixture
    def liaison(self, city) -> Staff:
        return settled("liaison", "heping")

    def test_deactivating_ends_sign_in_sessions_and_tokens(self, liaison):
        inside, _ = sign_in(liaison)
        tokens.issue(staff=liaison, name="app")
        browser(administrator()).post(f"/people/{liaison.pk}/leave/")
        assert inside.get("/").status_code == 302
        assert sign_in(liaison)[1].status_code == 422
        assert Token.objects.get().revoked_at
        assert Audit.objects.get(what="left").staff == administrator()

    def test_who_left_comes_back_with_a_new_password_and_his_posts(self, liaison):
        actions.leave(liaison, by=None, now=timezone.now())
        page = browser(administrator()).post(f"/people/{liaison.pk}/password/")
        assert sign_in(liaison, password_on(page))[1]["Location"] == "/sign-in/password/"
        assert liaison.posts.count() == 1

    def test_a_new_password_ends_the_old_one_and_the_lock(self, liaison):
        for _ in range(5):
            sign_in(liaison, "guess")
        client = browser(administrator())
        assert "已锁定" in client.get("/people/").content.decode()
        page = client.post(f"/people/{liaison.pk}/password/")
        assert sign_in(liaison)[1].status_code == 422
        assert sign_in(liaison, password_on(page))[1].status_code == 302

    def test_unlocking(self, liaison):
        for _ in range(5):
            sign_in(liaison, "guess")
        client = browser(administrator())
        page = client.get(f"/people/{liaison.pk}/").content.decode()
        assert f"/people/{liaison.pk}/unlock/" in page
        client.post(f"/people/{liaison.pk}/unlock/")
        assert sign_in(liaison, SECRET)[1].status_code == 302
        assert f"/people/{liaison.pk}/unlock/" not in client.get(f"/people/{liaison.pk}/").content.decode()

    def test_ending_the_last_post_takes_the_person_out_of_sight(self, liaison):
        client = browser(administrator("dongcheng"))
        answer = client.post(f"/people/{liaison.pk}/posts/{liaison.posts.get().pk}/end/")
        assert answer["Location"] == "/people/"
        assert not liaison.posts.exists()

    def test_a_list_costs_the_same_for_many_as_for_few(self, liaison, django_assert_max_num_queries):
        for code in ("heping", "xingfu", "cgj", "zjj", "reli"):
            person("handler", code), person("liaison", code)
        client = browser(administrator())
        client.get("/people/")
        with django_assert_max_num_queries(9):
            client.get("/people/")


def test_single_keys_are_switched_off_and_on_again_for_oneself_alone():
    mine, others = person("agent"), person("dispatcher")
    client = browser(mine)
    assert 'data-keys="off"' not in client.get("/me/").content.decode()
    for chosen, is_on in [("off", False), ("on", True), ("nonsense", False)]:
        answer = client.post("/me/keys/", {"single_keys": chosen}, follow=True)
        assert ('data-keys="off"' in answer.content.decode()) != is_on
    assert 'data-keys="off"' not in browser(others).get("/me/").content.decode()
