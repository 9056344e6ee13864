"""What the search for words looks at: a copy of the texts of cases as pages show them, and how far it has come."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Searchable(models.Model):
    """The words of an event as they are searched: masked like on every page, so that nothing is found that is not shown.

    A cache: the worker fills it behind the events, erasing a case empties it. Its keys are no constraints of the
    database, whose checks would lock a case against its own moves.
    """

    event = models.OneToOneField(
        "cases.Event", models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )
    case = models.ForeignKey("cases.Case", models.DO_NOTHING, db_constraint=False, related_name="+")
    registered_at = models.DateTimeField()  # the case's own, so that the newest are found without reading the others
    text = models.TextField()
    keys = ArrayField(models.IntegerField())

    class Meta:
        indexes = [
            models.Index(fields=["-registered_at", "-case", "-event"], name="searchable_newest"),
            GinIndex(fields=["keys"], name="searchable_keys"),
        ]

    def __str__(self) -> str:
        return f"words of event {self.event_id}"


class Indexed(models.Model):
    """How far the words have followed the ledger: events up to this one, in the order of transactions, were read."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    tx = models.BigIntegerField(default=0)
    event = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_indexed_row")]

    def __str__(self) -> str:
        return f"{self.tx}.{self.event}"
