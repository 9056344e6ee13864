"""The platform itself: one row, written by `city apply` alone."""

from django.db import models


class Platform(models.Model):
    """Whose hotline this is, and what holds for it as a whole. One database serves one platform."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    code = models.CharField(max_length=32)
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=20)
    trio = models.JSONField(default=list)
    yellow_before = models.CharField(max_length=12)
    settings = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_platform_row")]

    def __str__(self) -> str:
        return self.name
