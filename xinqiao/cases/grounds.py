"""The city's listed grounds, as moves ask for them."""

from django.utils.translation import gettext

from xinqiao.cases.lifecycle import Move
from xinqiao.cases.refusal import Incomplete, Unknown
from xinqiao.catalogue.models import Ground


def ground_of(kind: Ground.Kind, code: str, move: Move, *, name: str = "ground") -> Ground:
    """The ground of that code, which a move needs under `name`. Raises Incomplete for none, Unknown for one that the
    city does not list."""
    if not code:
        raise Incomplete(move, [name])
    found = Ground.objects.filter(kind=kind, code=code, is_active=True).first()
    if found is None:
        raise Unknown(move, name, gettext("没有编码为“%(code)s”的项") % {"code": code})
    return found
