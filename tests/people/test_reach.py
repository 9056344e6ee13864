"""How far a grant reaches: what is true of one unit in Python is true of all units in the database."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import person, unit
from xinqiao.people.models import Post, Role, Staff, Unit
from xinqiao.people.scope import NOTHING, Reach, Scope, gather

SOME = ["/xq/", "/xq/zjj/", "/xq/cgj/", "/xq/dongcheng/", "/xq/dongcheng/heping/", "/xq/dongcheng/heping/xingfu/"]
PATHS = st.sampled_from(SOME)
REACHES = st.builds(Reach, st.booleans(), st.frozensets(PATHS, max_size=3), st.frozensets(PATHS, max_size=3))


@given(REACHES, PATHS)
def test_all_covers_all_and_a_unit_covers_itself_alone(reach, path):
    covered = reach.everything or path in reach.units or any(path.startswith(root) for root in reach.subtrees)
    assert reach.covers(path) == covered


@given(REACHES, REACHES)
def test_one_reach_holds_another_that_goes_nowhere_else(reach, other):
    """Of these paths; a subtree also holds units that are yet to come, so one that is held unit by unit does not count."""
    if reach.holds(other):
        assert all(reach.covers(path) for path in SOME if other.covers(path))
    assert reach.holds(reach)
    assert reach.holds(NOTHING)


@given(PATHS, PATHS)
def test_a_subtree_covers_what_lies_below_and_nothing_beside(root, path):
    assert Reach(subtrees=frozenset([root])).covers(path) == path.startswith(root)


def test_a_neighbour_whose_code_begins_alike_is_not_below():
    assert not Reach(subtrees=frozenset(["/xq/zj/"])).covers("/xq/zjj/")


@given(REACHES)
def test_an_empty_reach_is_false_and_covers_nothing(reach):
    assert bool(reach) == (reach.everything or bool(reach.subtrees | reach.units))
    assert not NOTHING
    assert not NOTHING.covers("/xq/")


@given(st.lists(st.tuples(st.sampled_from(["view", "sign"]), st.sampled_from(list(Scope)), PATHS)))
def test_posts_add_up(grants):
    reaches = gather(grants)
    for verb, scope, path in grants:
        assert reaches[verb].covers(path)
        assert reaches[verb].everything or scope != Scope.ALL
    assert set(reaches) == {verb for verb, _, _ in grants}


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reach=REACHES)
def test_the_query_finds_the_units_that_are_covered(city, reach):
    assert set(_units_where(reach)) == {one.code for one in Unit.objects.all() if reach.covers(one.path)}


def _units_where(reach: Reach) -> list[str]:
    """The units of a post at every unit that the query lets through."""
    staff, _ = Staff.objects.get_or_create(username="everywhere", defaults={"name": "各处"})
    role = Role.objects.get(code="auditor")
    for one in Unit.objects.all():
        Post.objects.get_or_create(staff=staff, unit=one, role=role)
    return list(Post.objects.filter(reach.where("unit"), staff=staff).values_list("unit__code", flat=True))


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
class TestStaff:
    def test_the_scope_of_the_role_at_the_unit_of_the_post(self):
        supervisor = person("supervisor", "dongcheng")
        assert supervisor.can("view", unit("heping"))
        assert supervisor.can("view", unit("xingfu"))
        assert not supervisor.can("view", unit("zjj"))
        assert not supervisor.can("view", unit("xq"))

    def test_unit_scope_is_the_unit_alone(self):
        liaison = person("liaison", "dongcheng")
        assert liaison.can("sign", unit("dongcheng"))
        assert not liaison.can("sign", unit("heping"))
        assert liaison.can("view", unit("heping")), "the same role sees further than it acts"

    def test_several_posts_reach_as_far_as_all_of_them(self):
        staff = person("liaison", "zjj")
        Post.objects.create(staff=staff, role=Role.objects.get(code="liaison"), unit=unit("reli"))
        assert staff.can("sign", unit("zjj"))
        assert staff.can("sign", unit("reli"))
        assert not staff.can("sign", unit("cgj"))

    def test_what_no_post_grants_reaches_nowhere(self):
        assert not person("auditor").can_anywhere("dispatch")
        assert not Staff.objects.create(username="new", name="新人").can_anywhere("view")

    def test_who_left_may_nothing(self):
        staff = person("dispatcher")
        staff.is_active = False
        assert not staff.can_anywhere("dispatch")

    def test_a_retired_unit_lends_no_rights(self):
        staff = person("liaison", "zjj")
        Unit.objects.filter(code="zjj").update(is_active=False)
        assert not staff.can_anywhere("sign")
