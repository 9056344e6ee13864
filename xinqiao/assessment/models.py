"""The daily rollup: figures of days, a cache of what the facts say; and how far it has been brought up to date."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xinqiao.catalogue.models import Category, Source
from xinqiao.people.models import Unit


class Cut(models.TextChoices):
    """By what the figures of a day are divided: one at a time, so that a month's ranking reads few rows. What is asked
    by several at once is counted from the facts."""

    UNIT = "unit", _("承办单位")
    CHANNEL = "channel", _("渠道")
    CATEGORY = "category", _("分类")
    CASE_TYPE = "case_type", _("诉求类型")


class DayFigure(models.Model):
    """One indicator of one day for one unit, channel, category or case type; of a unit also by `above`, the unit whose
    task it was delegated from, so that subtrees add up without counting the same work twice."""

    day = models.DateField()
    cut = models.CharField(max_length=16, choices=Cut)
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+", db_index=False)
    above = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+", db_index=False)
    channel = models.ForeignKey(Source, models.CASCADE, null=True, related_name="+", db_index=False)
    category = models.ForeignKey(Category, models.CASCADE, null=True, related_name="+", db_index=False)
    case_type = models.CharField(max_length=16, null=True)  # none: what has no case, such as a call
    indicator = models.CharField(max_length=32)
    numerator = models.IntegerField()
    denominator = models.IntegerField()
    excluded = models.IntegerField()

    class Meta:
        indexes = [
            # Everything that a sum over a period asks for, so that the table itself is not read.
            models.Index(
                fields=["cut", "day"],
                include=[
                    "unit", "above", "channel", "category", "case_type", "indicator", "numerator", "denominator",
                    "excluded",
                ],
                name="day_figure_sums",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.day} {self.cut} {self.indicator}"


class StaleDay(models.Model):
    """A day to be counted anew. Several rows may name the same day: whoever changes something adds one, waits for
    nobody, and the refresh takes away those that it saw. Calls add theirs by a trigger: they have no events."""

    day = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"{self.day}"


class Refreshed(models.Model):
    """How far the rollup has followed the ledger: events of transactions before `tx` were read; what was open was
    judged as of `as_of`."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    tx = models.BigIntegerField(default=0)
    as_of = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_refreshed_row")]

    def __str__(self) -> str:
        return f"{self.as_of}"
