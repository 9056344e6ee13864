"""The frame around every page: whose menu shows what, and where one is."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from xinqiao.people.models import Grant, Post, Role, Staff, Unit
from xinqiao.project.shell import Shell, context

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> Unit:
    return Unit.objects.create(code="jyg", name="嘉峪关市12345热线", level=0, kind=Unit.Kind.CENTRE)


@pytest.fixture
def dispatcher(centre: Unit) -> Staff:
    role = Role.objects.create(code="dispatcher", name="派单员")
    for verb in ["dispatch", "view"]:
        Grant.objects.create(role=role, verb=verb, scope="all")
    staff = Staff.objects.create(username="ma", name="马晓燕")
    Post.objects.create(staff=staff, unit=centre, role=role)
    return staff


def shell_of(staff: Staff | AnonymousUser, path: str = "/") -> Shell:
    request = RequestFactory().get(path)
    request.user = staff
    return context(request)["shell"]


def labels(shell: Shell) -> list[str]:
    return [str(line.entry.label) for line in shell.lines]


def current(shell: Shell) -> list[str]:
    return [str(line.entry.label) for line in shell.lines if line.is_current]


def test_a_dispatcher_sees_the_dispatch_desk_and_not_the_unit_desk(dispatcher):
    assert labels(shell_of(dispatcher)) == ["首页", "派单台", "诉求查询"]


def test_a_person_without_a_post_sees_the_home_page_only():
    staff = Staff.objects.create(username="new", name="新人")
    assert labels(shell_of(staff)) == ["首页"]


def test_nobody_signed_in_sees_no_menu():
    assert shell_of(AnonymousUser()).lines == []


@pytest.mark.parametrize(
    ("path", "label"),
    [("/", "首页"), ("/dispatch/", "派单台"), ("/cases/", "诉求查询"), ("/cases/JYG2026112200001/", "诉求查询")],
)
def test_the_entry_that_holds_the_page_is_marked(dispatcher, path, label):
    assert current(shell_of(dispatcher, path)) == [label]


def test_a_page_outside_the_menu_marks_nothing(dispatcher):
    assert current(shell_of(dispatcher, "/sign-in/")) == []


def test_the_bar_names_the_platform_and_the_post(dispatcher):
    shell = shell_of(dispatcher)
    assert shell.platform_name == "嘉峪关市12345热线"
    assert (shell.post.role.name, shell.post.unit.name) == ("派单员", "嘉峪关市12345热线")


def test_before_a_city_is_applied_the_platform_has_no_name():
    assert shell_of(AnonymousUser()).platform_name == ""


def test_a_fragment_that_shows_no_frame_costs_no_query(dispatcher, django_assert_num_queries):
    with django_assert_num_queries(0):
        shell_of(dispatcher)
