"""Numbers that a case has in other systems."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from xinqiao.cases.models import Case, ForeignNumber


class NumberTaken(Exception):
    """Another case has this number of that system; `case` is that one."""

    def __init__(self, case: Case) -> None:
        super().__init__(gettext("原系统编号已登记为 %(number)s") % {"number": case.number})
        self.case = case


def keep_number(case: Case, system: str, number: str) -> None:
    """Keep it, so that the case is found by it. Raises NumberTaken: two at once are told apart by the constraint."""
    try:
        with transaction.atomic():
            ForeignNumber.objects.create(case=case, system=system, number=number)
    except IntegrityError as error:
        raise NumberTaken(ForeignNumber.objects.get(system=system, number=number).case) from error
