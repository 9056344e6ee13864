"""Every address says who may come in, keeps strangers out, and does not vanish unnoticed."""

from django.test import Client
from django.urls import resolve, reverse

from tests.structure.house import ROOT
from tests.structure.routes import Route, operations, routes
from tests.structure.world import World
from xinqiao.people.models import Staff

NAMES = ROOT / "tests" / "structure" / "routes.txt"
LIVE = "xinqiao.doors.live.urls"

# Routes without a permission of their own, and why.
OPEN = {
    "api:openapi-json": "the description of the API holds no data",
    "api:api-root": "the library's empty root: 404",
    "set_language": "Django's own; it writes a cookie and nothing else",
}
WITHOUT_POST = {"signed_in", "open_to_all", "token"}


def test_every_route_states_who_may_come_in():
    assert [route.name for route in routes() if not route.permission and route.name not in OPEN] == []


def test_no_route_vanishes_or_appears_unnoticed():
    """Rule: routes.txt lists every route with its address; a change of an address is a decision, so change it there."""
    every = (*routes(), *routes(LIVE))
    assert NAMES.read_text("utf-8").splitlines() == sorted({f"{route.name} /{route.pattern}" for route in every})


def test_every_operation_of_the_api_is_a_route():
    assert set(operations()) == {route.name for route in routes() if route.name.startswith("api:")} - set(OPEN)


def test_a_stranger_is_sent_to_the_sign_in_page(client: Client, world: World):
    world.grow(1)
    arguments = world.arguments()
    pages = [
        one for one in routes() if one.name not in OPEN and set(one.permission) & {"open_to_all", "token"} == set()
    ]
    for route in pages:
        for method in ("get", "post"):
            response = getattr(client, method)(_address(route, arguments))
            assert (response.status_code, response.headers.get("Location", "").partition("?")[0]) == (
                302,
                reverse("people:sign_in"),
            ), f"{method} {route.name}"
        fragment = client.get(_address(route, arguments), headers={"HX-Request": "true"})
        assert fragment.status_code == 401, route.name


def test_a_program_without_token_is_refused(client: Client, world: World):
    world.grow(1)
    arguments = world.arguments()
    for name, (method, _) in operations().items():
        response = getattr(client, method)(reverse(name, args=arguments.get(name)))
        assert response.status_code == 401, name
        assert response.json()["title"] == "not_signed_in"


def test_a_person_without_a_post_finds_no_page_that_needs_one(client: Client, world: World):
    world.grow(1)
    arguments = world.arguments()
    client.force_login(Staff.objects.create(username="newcomer", name="新人"))
    pages = [one for one in routes() if one.permission and set(one.permission) & WITHOUT_POST == set()]
    assert pages
    for route in pages:
        for method in ("get", "post"):
            response = getattr(client, method)(_address(route, arguments))
            assert response.status_code == 404, f"{method} {route.name}"


def test_the_live_stream_is_for_staff(client: Client, settings, db):
    settings.ROOT_URLCONF = LIVE
    for route in routes(LIVE):
        assert client.get(f"/{route.pattern}").status_code == 401


def _address(route: Route, arguments: dict[str, tuple[object, ...]]) -> str:
    address = reverse(route.name, args=arguments.get(route.name))
    assert resolve(address).func is route.view, f"{route.name} is hidden by another route at the same address"
    return address
