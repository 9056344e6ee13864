"""Which cases the centre has still to take on (受理): those that came in by themselves, not through an agent.

Who may accept a case accepts it by taking it down. A citizen's own words, an order from above, what a program or an
import brought are nobody's yet until somebody of the centre says so, or disposes of them: then nothing is left to say.
"""

from django.db.models import Exists, OuterRef, Q

from xinqiao.cases.models import Assignment, Case, Event, Stage
from xinqiao.people.models import Post


def to_accept() -> Q:
    """The condition "nobody has taken this case on yet". Who dispatched it has, whatever became of the task: a return
    makes it wait for another unit, not for the centre."""
    taken_down = Post.objects.filter(staff=OuterRef("registered_by"), role__grants__verb="accept")
    accepted = Event.objects.filter(case=OuterRef("pk"), verb="accept")
    dispatched = Assignment.objects.filter(case=OuterRef("pk"))
    return Q(stage=Stage.REGISTERED) & ~Q(Exists(taken_down)) & ~Q(Exists(accepted)) & ~Q(Exists(dispatched))


def is_to_accept(case: Case) -> bool:
    """True while nobody has taken the case on. One query; none once it is disposed of."""
    return case.stage == Stage.REGISTERED and Case.objects.filter(to_accept(), pk=case.pk).exists()
