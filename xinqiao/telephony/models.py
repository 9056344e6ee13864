"""Where calls wait for an agent."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xinqiao.catalogue.models import Hotline


class Days(models.TextChoices):
    """On which days of the city's calendar something is open."""

    EVERY_DAY = "every_day", _("每天")
    WORKING_DAYS = "working_days", _("工作日")
    DAYS_OFF = "days_off", _("休息日")


class Queue(models.Model):
    """A line of waiting calls: the numbers whose callers it takes, and what an agent must know to answer them."""

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=50)
    hotlines = models.ManyToManyField(Hotline, blank=True, related_name="queues")  # none: 12345 itself
    skills = models.JSONField(default=list, blank=True)  # codes; none: every agent
    days = models.CharField(max_length=16, choices=Days, default=Days.EVERY_DAY)
    hours = models.CharField(max_length=100, blank=True)  # "08:30-12:00;14:30-18:00"; empty: round the clock
    overflow = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="overflowing")
    overflow_after = models.PositiveSmallIntegerField(null=True, blank=True)  # seconds
    after_hours_message = models.CharField(max_length=32, blank=True)  # the key of what is played when it is closed
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
