"""The demo's people, as the sign-in page offers them."""

from dataclasses import dataclass

from xinqiao.people.models import Post


@dataclass(frozen=True, slots=True)
class Offer:
    """A button of the demo's sign-in page."""

    username: str
    name: str
    title: str
    unit_name: str


def offered() -> list[Offer]:
    """One of the demo's people for each role, in the order of the city's roles."""
    posts = Post.objects.filter(staff__is_demo=True, staff__is_active=True).select_related("staff", "unit", "role")
    return [
        Offer(post.staff.username, post.staff.name, post.role.name, post.unit.name)
        for post in posts.order_by("role__pk")
        if post.staff.username == f"demo-{post.role.code}"
    ]
