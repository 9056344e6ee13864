"""What makes a repeated request harmless."""

from django.db import models

from xinqiao.people.models import Staff


class Repeat(models.Model):
    """An Idempotency-Key that was used: the same key with the same body gets the same case again."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    body = models.CharField(max_length=64)
    case_number = models.CharField(max_length=20)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "key"], name="one_use_of_a_key")]

    def __str__(self) -> str:
        return self.case_number
