"""What intake keeps beside a case: the call that brought it."""

from django.db import models

from xinqiao.cases.models import Case
from xinqiao.telephony.models import Call


class CaseCall(models.Model):
    """A case came by this call. One call may bring several cases, a case may come without a call (floor rule 20)."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="brought_by")
    call = models.ForeignKey(Call, models.PROTECT, related_name="brought")

    def __str__(self) -> str:
        return f"case {self.case_id} by call {self.call_id}"
