"""What the hotline says: of something that many ask about at once, and of cases that the public may read."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from xinqiao.catalogue.models import Area, Category


class Announcement(models.Model):
    """A surge (burst pipe, first heating day) and what is said of it (floor rule 14): the words that agents call up by
    `/`, those that citizens read on the portal, and the parent case into which the cases of the others are merged.

    It holds until `ends_at`; ended earlier, that is when it was ended. Without category or area it is about any.
    """

    title = models.CharField(max_length=50)
    text = models.CharField(max_length=1000)
    public_text = models.CharField(max_length=1000, blank=True)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    # A case by its number: cases lie above this room.
    parent_number = models.CharField(max_length=20, blank=True)
    announced_at = models.DateTimeField()
    announced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ends_at = models.DateTimeField(db_index=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-announced_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """What it is called by among the scripts."""
        return f"announcement-{self.pk}"


class Publication(models.Model):
    """A completed case as the public may read it: its own words, redacted by rule and by review, never the case's.

    What is on the portal is `published`; the words of any other are for the desk that decides. `area` is a district.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("待审定")
        PUBLISHED = "published", _("已公开")
        DECLINED = "declined", _("不公开")
        WITHDRAWN = "withdrawn", _("已撤下")

    # A case by its number: cases lie above this room.
    case_number = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    request = models.TextField()
    reply = models.TextField()
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    registered_on = models.DateField()
    completed_on = models.DateField()
    state = models.CharField(max_length=16, choices=State, default=State.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    # What is searched, and what it is found by: xinqiao/text/pairs.py.
    text = models.TextField(blank=True)
    keys = ArrayField(models.IntegerField(), default=list)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "-decided_at", "-id"], name="publication_newest"),
            GinIndex(fields=["keys"], name="publication_keys", condition=models.Q(state="published")),
        ]

    def __str__(self) -> str:
        return self.title
