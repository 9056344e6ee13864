"""When the hall is manned."""

from django.db import models

from xinqiao.telephony.models import Days


class ShiftPattern(models.Model):
    """A shift as it comes round: an end that is not after the beginning lies on the next day."""

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=50)
    begins = models.TimeField()
    ends = models.TimeField()
    days = models.CharField(max_length=16, choices=Days, default=Days.EVERY_DAY)
    seats = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["begins", "code"]

    def __str__(self) -> str:
        return self.name
