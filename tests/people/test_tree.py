"""The tree of units: every kind, levels left out, people in several nodes."""

import pytest

from tests.factories import dispatched, person, registered, unit
from xinqiao.cases.queries import visible_to
from xinqiao.people import actions
from xinqiao.people.models import Role, Staff, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

# code, parent, level, kind: a village right below the city, a town right below it, a company below a district.
NODES = [
    ("t-fzx", "xq", 1, "sub_centre"),
    ("t-bc", "xq", 4, "village"),
    ("t-xz", "xq", 3, "town"),
    ("t-xc", "t-xz", 4, "village"),
    ("t-nq", "xq", 2, "district"),
    ("t-gas", "t-nq", 3, "company"),
    ("t-dcj", "t-nq", 2, "department"),
    ("t-jd", "t-nq", 3, "town"),
    ("t-sq", "t-jd", 4, "village"),
]


@pytest.fixture(autouse=True)
def tree(city) -> None:
    for code, parent, level, kind in NODES:
        Unit.objects.create(code=code, name=f"单位{code}", parent=unit(parent), level=level, kind=kind)


def reaching(*posts: tuple[str, str]) -> Staff:
    """One person with these roles at these units."""
    staff = Staff.objects.create(username="several", name="多岗")
    for role, code in posts:
        actions.give_post(staff, unit(code), Role.objects.get(code=role), by=None)
    return Staff.objects.get(pk=staff.pk)


def covered(staff: Staff, verb: str = "view") -> set[str]:
    return set(Unit.objects.filter(staff.reach(verb).where()).values_list("code", flat=True))


def test_every_kind_of_unit_has_its_place():
    assert set(Unit.objects.values_list("kind", flat=True)) == set(Unit.Kind.values)


def test_the_path_goes_over_the_levels_that_are_there():
    assert unit("t-bc").path == "/xq/t-bc/"
    assert unit("t-xc").path == "/xq/t-xz/t-xc/"


def test_a_subtree_holds_what_lies_below_whatever_its_level():
    assert covered(person("liaison", "t-xz")) == {"t-xz", "t-xc"}
    assert covered(person("liaison", "t-nq")) == {"t-nq", "t-jd", "t-sq", "t-gas", "t-dcj"}
    assert covered(person("supervisor")) == set(Unit.objects.values_list("code", flat=True))


@pytest.mark.parametrize(
    ("posts", "seen"),
    [
        ([("handler", "cgj")], {"cgj"}),
        ([("handler", "cgj"), ("handler", "t-bc")], {"cgj", "t-bc"}),
        ([("handler", "cgj"), ("liaison", "t-xz")], {"cgj", "t-xz", "t-xc"}),
        ([("handler", "t-jd"), ("liaison", "t-nq")], {"t-nq", "t-jd", "t-sq", "t-gas", "t-dcj"}),
        ([("administrator", "xq")], set()),
    ],
)
def test_what_one_sees_is_the_sum_of_what_each_post_shows(posts, seen):
    staff = reaching(*posts)
    Unit.objects.filter(kind=Unit.Kind.VILLAGE).update(kind=Unit.Kind.TOWN)  # so that each may lead
    cases = {code: dispatched(code).case for code in sorted(seen | {"zjj", "cgj", "heping"})}
    registered()
    assert covered(staff) == seen
    assert set(visible_to(staff)) == {cases[code] for code in seen}


def test_each_post_that_ends_takes_its_part_and_no_more():
    staff = reaching(("handler", "cgj"), ("liaison", "t-xz"))
    actions.end_post(staff.posts.get(unit__code="t-xz"), by=None)
    assert covered(Staff.objects.get(pk=staff.pk)) == {"cgj"}


def test_a_unit_that_moves_takes_its_people_along():
    staff = reaching(("liaison", "t-xz"))
    town = unit("t-xz")
    town.parent = unit("t-nq")
    town.save()
    village = unit("t-xc")
    village.save()
    assert unit("t-xc").path == "/xq/t-nq/t-xz/t-xc/"
    assert covered(Staff.objects.get(pk=staff.pk)) == {"t-xz", "t-xc"}
    assert {"t-nq", "t-xz", "t-xc"} <= covered(person("liaison", "t-nq"))
