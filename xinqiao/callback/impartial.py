"""The handling unit never records its own rating (norms: callback and ratings)."""

from collections.abc import Iterable

from django.utils.translation import gettext

from xinqiao.cases.lifecycle import Move
from xinqiao.cases.models import Assignment
from xinqiao.cases.refusal import Barred
from xinqiao.people.models import Post, Staff


def check_impartial(by: Staff, rated: Iterable[Assignment], move: Move) -> None:
    """Raises Barred for a person who holds any post in a unit that is rated, or below it: roles alone cannot tell, as
    one person may hold posts in several places."""
    paths = tuple(task.unit.path for task in rated)
    posts = Post.objects.filter(staff=by).values_list("unit__path", flat=True)
    if paths and any(path.startswith(paths) for path in posts):
        raise Barred(move, gettext("您在被评价的单位任职，须由他人办理"))
