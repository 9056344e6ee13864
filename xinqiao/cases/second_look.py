"""What a second person looks at before it goes out or is closed: by the city's policy, of the case's type, and of what
was merged into it, whose way is its way too."""

from xinqiao.cases.merged import waiting_for
from xinqiao.cases.models import Case
from xinqiao.people import policy


def needs_precheck(case: Case) -> bool:
    """True when a second person looks before the case goes out (派单预审, floor rule 12). At most one query."""
    return _is_of(case, policy.load().dispatch.prechecked)


def needs_approval(case: Case) -> bool:
    """True when no agent closes the case by himself (floor rule 13): complaints and reports. At most one query."""
    return _is_of(case, policy.load().intake.answers_to_approve)


def _is_of(case: Case, types: tuple[str, ...]) -> bool:
    return bool(types) and (case.case_type in types or any(one.case_type in types for one in waiting_for(case)))
