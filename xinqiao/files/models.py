"""What is known of a kept file, whose content lies in the file store under its hash; and of what was exported."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone

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


class Export(models.Model):
    """Rows that somebody took out of the house as a file: which, how many, when. The file is gone after some days, the
    row stays; `total` and `done` tell how far it is written."""

    class Form(models.TextChoices):
        XLSX = "xlsx", "XLSX"
        CSV = "csv", "CSV"

    by = models.ForeignKey(Staff, models.PROTECT, related_name="exports")
    form = models.CharField(max_length=8, choices=Form)
    wanted = models.JSONField(default=dict)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["ended_at"], name="export_to_remove", condition=models.Q(removed_at=None))]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What stands on every page and in every row of the file: day and running number."""
        return f"DC{timezone.localtime(self.begun_at):%Y%m%d}-{self.pk:06d}"

    @property
    def is_ready(self) -> bool:
        return self.ended_at is not None and self.removed_at is None

    @property
    def is_running(self) -> bool:
        return self.ended_at is None and self.failed_at is None

    @property
    def percent(self) -> int:
        """How much of it is written."""
        return 100 * self.done // self.total if self.total else 100

    @property
    def path(self) -> Path:
        """Where the file lies until it is removed; never in a backup."""
        return Path(settings.EXPORT_ROOT) / f"{self.pk}.{self.form}"


def path_of(sha256: str) -> Path:
    """The place in the store of the content with that hash."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256
