"""What is known of a kept file; the content lies in the file store, named by its hash."""

from pathlib import Path

from django.conf import settings
from django.db import models

from xinqiao.people.models import Staff
from xinqiao.text.masking import mask_free_text


class StoredFile(models.Model):
    """One upload. Uploads of the same content share one file of the store and are erased each for itself."""

    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=100)
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    kept_until = models.DateField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["kept_until"],
                name="file_to_erase",
                condition=models.Q(erased_at=None, kept_until__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"file {self.pk} ({self.media_type})"

    @property
    def shown_name(self) -> str:
        """The name with phones and the like in it masked: how pages and downloads name the file."""
        return mask_free_text(self.name)

    @property
    def path(self) -> Path:
        """Where the content lies: two levels of folders keep each folder small."""
        return path_of(self.sha256)


def path_of(sha256: str) -> Path:
    """The place in the store of the content with that hash."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256
