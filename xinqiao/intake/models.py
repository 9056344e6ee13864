"""What intake keeps beside a case: the call that brought it, and what is typed before there is one."""

from django.db import models

from xinqiao.cases.models import Case
from xinqiao.people.models import Staff
from xinqiao.telephony.models import Call
from xinqiao.vault.fields import EncryptedTextField


class CaseCall(models.Model):
    """A case came by this call. One call may bring several cases, a case may come without a call (floor rule 20)."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="brought_by")
    call = models.ForeignKey(Call, models.PROTECT, related_name="brought")

    def __str__(self) -> str:
        return f"case {self.case_id} by call {self.call_id}"


class KeptDraft(models.Model):
    """What somebody has typed and not registered yet: his alone, at every seat, sealed like the data of an appellant.

    `key` is the key of its form, so that registering the form, however often it is sent, ends the draft.
    """

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    key = models.CharField(max_length=32)
    said = EncryptedTextField()  # JSON: names and values of the form's fields
    window = models.CharField(max_length=32)  # which page wrote it last
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "key"], name="one_draft_of_a_form")]

    def __str__(self) -> str:
        return f"draft {self.pk}"
