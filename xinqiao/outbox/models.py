"""Rows that tell what must follow a move. Written in the move's transaction, removed in its reactions'."""

from django.db import models
from django.utils import timezone


class Row(models.Model):
    """Something happened to a subject ("case:17"); the reactions of `verb` must run, in the subject's order."""

    subject = models.CharField(max_length=64)
    verb = models.CharField(max_length=32)
    ref = models.BigIntegerField()
    enqueued_at = models.DateTimeField(default=timezone.now)
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    parked_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="outbox_order"),
            models.Index(fields=["id"], name="outbox_parked", condition=models.Q(parked_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.verb}"
