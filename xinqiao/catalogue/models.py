"""What cases are about, where, by which channel they came, and which unit answers for them."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from xinqiao.people.models import Role, Unit


class CaseType(models.TextChoices):
    """The six kinds of request; the word the field uses for each."""

    CONSULTATION = "consultation", _("咨询")
    HELP = "help", _("求助")
    COMPLAINT = "complaint", _("投诉")
    REPORT = "report", _("举报")
    SUGGESTION = "suggestion", _("建议")
    PRAISE = "praise", _("表扬")


class Urgency(models.TextChoices):
    NORMAL = "normal", _("一般")
    URGENT = "urgent", _("紧急")
    CRITICAL = "critical", _("特急")


class Node(models.Model):
    """What categories and areas share: a code, a name, a parent, and the path of codes that leads here."""

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=100)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=255, editable=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        abstract = True
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep `path` ("/10/1003/") true to the parent."""
        self.path = f"{self.parent.path if self.parent else '/'}{self.code}/"
        super().save(*args, **kwargs)


class Category(Node):
    """What a case is about; leaves are chosen, branches group."""


class Area(Node):
    """Where: district, sub-district, community."""


class Source(models.Model):
    """Where cases come from: a channel of our own or an upper platform (province orders)."""

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=50)
    # Floor rule 9: an order from above gets the local limit times this factor, or its own deadline if earlier.
    limit_factor = models.DecimalField(max_digits=4, decimal_places=2, default=1)
    is_upper = models.BooleanField(default=False)  # an upper platform's orders: they bring a deadline of their own
    officer = models.ForeignKey(Role, models.SET_NULL, null=True, blank=True, related_name="sources")
    lead_level = models.SmallIntegerField(choices=Unit.Level, null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def lets_lead(self, unit: Unit) -> bool:
        """Whether the unit stands high enough to lead this source's cases: floor rule 9, orders from above are handled
        at a higher level. A row of the catalogue with a lower lead gives way to the wider row.
        """
        return self.lead_level is None or unit.level <= self.lead_level


class Hotline(models.Model):
    """A number that was merged into 12345, and how (State Council Office 2020 No. 53)."""

    class Mode(models.TextChoices):
        ABSORBED = "absorbed", _("整体并入")
        BOTH_NUMBERS = "both_numbers", _("双号并行")
        SUB_CENTRE = "sub_centre", _("设分中心")

    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="hotlines")
    mode = models.CharField(max_length=16, choices=Mode)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Responsibility(models.Model):
    """A row of the dispatch catalogue: for this category in this area, that unit leads, those assist.

    An empty area speaks for the whole city; a row with an area wins over one without.
    """

    category = models.ForeignKey(Category, models.CASCADE, related_name="responsibilities")
    area = models.ForeignKey(Area, models.CASCADE, null=True, blank=True, related_name="responsibilities")
    lead = models.ForeignKey(Unit, models.PROTECT, related_name="leads_in")
    assisting = models.ManyToManyField(Unit, blank=True, related_name="assists_in")
    basis = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category", "area"], name="one_responsibility", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.category} → {self.lead}"


class Ground(models.Model):
    """A listed reason for a move that may not be made without one; `kind` is the move's verb."""

    class Kind(models.TextChoices):
        DECLINE = "decline", _("不予受理")
        INVALIDATE = "invalidate", _("无效")
        RELAY = "relay", _("转外")
        SEND_BACK = "send_back", _("退单")
        EXTEND = "extend", _("延期")
        PAUSE = "pause", _("暂停计时")
        CARRY_OVER = "carry_over", _("挂账")
        TERMINATE = "terminate", _("终止办理")
        EXCLUDE = "exclude", _("剔除")

    kind = models.CharField(max_length=16, choices=Kind)
    code = models.CharField(max_length=32)
    name = models.CharField(max_length=100)
    # Where the citizen finds who is competent (floor rule 17): an address, a number, an office.
    door = models.CharField(max_length=100, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    needs_number = models.BooleanField(default=False)  # floor rule 18: the other side's own number is kept
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["kind", "code"]
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="one_ground")]

    def __str__(self) -> str:
        return self.name


class Script(models.Model):
    """Words that are said or written again and again (话术): an agent calls them up by `/` while he types."""

    code = models.CharField(max_length=32, unique=True)
    title = models.CharField(max_length=50)
    text = models.CharField(max_length=1000)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title
