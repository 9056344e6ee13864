"""The city's calendar and its matrix of time limits."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xinqiao.catalogue.models import CaseType, Category, Source, Urgency
from xinqiao.people.models import Unit


class CalendarDay(models.Model):
    """A day that differs from its weekday: a public holiday, or a weekend worked to make up for one."""

    on = models.DateField(primary_key=True)
    is_working = models.BooleanField()
    name = models.CharField(max_length=50, blank=True)

    class Meta:
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"


class CalendarYear(models.Model):
    """A year whose holidays are known. A year that is missing here is announced and asked for, never guessed."""

    year = models.SmallIntegerField(primary_key=True)
    published_on = models.DateField(null=True)

    def __str__(self) -> str:
        return str(self.year)


class LimitUnit(models.TextChoices):
    MINUTES = "min", _("分钟")
    HOURS = "h", _("小时")
    DAYS = "d", _("自然日")
    WORKING_HOURS = "wh", _("工作小时")
    WORKING_DAYS = "wd", _("工作日")


class DeadlineRule(models.Model):
    """One row of deadlines.csv. Empty conditions match everything; the row with most conditions wins.

    Limits are written as amount and unit, "5 wd", "30 min", "24 h"; empty means no limit of that kind. An
    extension counts in the same kind of time as handling, working or plain.
    """

    code = models.CharField(max_length=32, unique=True)
    case_type = models.CharField(max_length=16, choices=CaseType, blank=True)
    category = models.ForeignKey(Category, models.CASCADE, null=True, blank=True)
    urgency = models.CharField(max_length=16, choices=Urgency, blank=True)
    source = models.ForeignKey(Source, models.CASCADE, null=True, blank=True)
    unit_level = models.SmallIntegerField(choices=Unit.Level, null=True, blank=True)
    sign_limit = models.CharField(max_length=12, blank=True)
    contact_limit = models.CharField(max_length=12, blank=True)
    # The first substantive reply to the citizen; handle_limit is until the matter is solved (Zaozhuang: 2 wd, 10 wd).
    answer_limit = models.CharField(max_length=12, blank=True)
    handle_limit = models.CharField(max_length=12)
    progress_limit = models.CharField(max_length=12, blank=True)  # between interim replies
    extension_limit = models.CharField(max_length=12, blank=True)  # one extension, from the old due moment
    extension_needs_progress = models.BooleanField(default=False)  # Weifang: who asks for one reports the progress
    return_limit = models.CharField(max_length=12, blank=True)  # until when a send-back may be asked
    basis = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code
