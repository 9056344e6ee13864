"""What a person keeps of how he looks at lists, and what he asked for on many rows at once."""

from django.db import models
from django.utils import timezone

from xinqiao.people.models import Staff, Unit
from xinqiao.vault.fields import EncryptedTextField


class SavedFilter(models.Model):
    """Filters of the list of cases under a name; a shared one is there for everybody with a post at a unit of its owner.

    `query` is what stands in the address: filters alone, nothing that names a person.
    """

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    name = models.CharField(max_length=20)
    query = models.CharField(max_length=300)
    is_shared = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["staff", "name"], name="one_filter_of_a_name")]

    def __str__(self) -> str:
        return self.name


class ShownColumns(models.Model):
    """The columns of the list of cases that a person chose, by their codes; without a row, the usual ones."""

    staff = models.OneToOneField(Staff, models.CASCADE, primary_key=True, related_name="+")
    codes = models.JSONField()

    def __str__(self) -> str:
        return f"columns of {self.staff_id}"


class Batch(models.Model):
    """One move that a person asked for on many cases or tasks at once; the worker makes it row by row.

    `unit` and `note` are what the move was given for all of them; the note is emptied when the batch has ended, as it
    stands with each event.
    """

    by = models.ForeignKey(Staff, models.PROTECT, related_name="batches")
    verb = models.CharField(max_length=32)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    note = EncryptedTextField(blank=True)
    language = models.CharField(max_length=10)
    begun_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["begun_at"], name="batch_to_remove")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What the access log calls it: day and running number."""
        return f"PL{timezone.localtime(self.begun_at):%Y%m%d}-{self.pk:06d}"


class BatchRow(models.Model):
    """A case or task of a batch as it was chosen, and what became of it; `is_made` None: not tried (yet)."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    place = models.PositiveSmallIntegerField()
    key = models.BigIntegerField()  # of the case or the task, as the move of the batch says
    case_number = models.CharField(max_length=20)
    number = models.CharField(max_length=30)
    is_made = models.BooleanField(null=True)
    told = models.TextField(blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["batch", "place"], name="one_row_per_place")]

    def __str__(self) -> str:
        return self.number
