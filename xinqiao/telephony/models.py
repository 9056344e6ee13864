"""Where calls wait for an agent, and the calls themselves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xinqiao.catalogue.models import Hotline
from xinqiao.people.models import Staff
from xinqiao.vault.fields import EncryptedTextField


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


class Direction(models.TextChoices):
    """Who rang whom, seen from the hotline."""

    INBOUND = "inbound", _("呼入")
    OUTBOUND = "outbound", _("呼出")


class HungUpBy(models.TextChoices):
    """Who ended a call. The system does where nobody waits behind the number: outside the hours, or a full line."""

    CITIZEN = "citizen", _("市民")
    AGENT = "agent", _("话务员")
    SYSTEM = "system", _("系统")


class Call(models.Model):
    """One call from its first ring to its end, however often it was passed on in between.

    Of calls that ask for a person (`entered_at`) those with `answered_at` were answered; who hung up in the menu asked
    for nobody. Which cases a call brought, intake tells: a call knows no case.
    """

    linkedid = models.CharField(max_length=64, unique=True)  # the telephone system's name for the whole call
    direction = models.CharField(max_length=8, choices=Direction, default=Direction.INBOUND)
    hotline = models.ForeignKey(Hotline, models.PROTECT, null=True, related_name="calls")  # none: 12345 itself
    queue = models.ForeignKey(Queue, models.PROTECT, null=True, related_name="calls")
    phone = EncryptedTextField(blank=True)  # the citizen's; empty when it was withheld
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    began_at = models.DateTimeField()
    entered_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    agent = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    seat = models.CharField(max_length=16, blank=True)
    hung_up_by = models.CharField(max_length=8, choices=HungUpBy, blank=True)
    rating = models.PositiveSmallIntegerField(null=True)  # what the citizen pressed after the call, 5 the best

    class Meta:
        indexes = [
            models.Index(fields=["began_at"], name="call_began"),
            models.Index(fields=["entered_at"], name="call_entered"),
            models.Index(fields=["agent", "began_at"], name="call_by_agent"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rating=None) | models.Q(rating__range=(1, 5)), name="call_rating_of_five"
            ),
        ]

    def __str__(self) -> str:
        return self.linkedid


class CallSegment(models.Model):
    """One part of a call, as `parts.Segment` tells it; replaced as a whole while the call runs, fixed at its end."""

    class Kind(models.TextChoices):
        """What happened in this part."""

        IVR = "ivr", _("语音菜单")
        QUEUE = "queue", _("排队")
        RING = "ring", _("振铃")
        TALK = "talk", _("通话")
        TRANSFER = "transfer", _("转接")
        CONFERENCE = "conference", _("三方通话")
        RECORDING = "recording", _("录音")

    call = models.ForeignKey(Call, models.CASCADE, related_name="segments")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=Kind)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seat = models.CharField(max_length=16, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["call", "position"]
        constraints = [models.UniqueConstraint(fields=["call", "position"], name="call_segment_once")]

    def __str__(self) -> str:
        return f"{self.call_id} {self.kind}"


class EventFile(models.Model):
    """How far an event file was read: moved in the transaction that wrote what was read."""

    path = models.CharField(max_length=500, unique=True)
    inode = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)  # bytes

    def __str__(self) -> str:
        return self.path


class OpenEvent(models.Model):
    """An event of a call that still runs; gone with the call's end. The line holds the caller's number."""

    linkedid = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)  # of the line: read twice, it is kept once
    line = EncryptedTextField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["linkedid", "digest"], name="open_event_once")]

    def __str__(self) -> str:
        return self.linkedid


class StrangeLine(models.Model):
    """A line of an event file that is no event: put aside for whoever looks into it."""

    digest = models.CharField(max_length=64, unique=True)
    line = EncryptedTextField()
    reason = models.CharField(max_length=100)
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.reason
