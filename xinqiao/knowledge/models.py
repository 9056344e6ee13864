"""What the hotline says: for now what it says of something that many ask about at once."""

from django.conf import settings
from django.db import models

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
