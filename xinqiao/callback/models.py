"""The callback: a record beside the case, due when the reply passed or the limit expired; attempts and ratings."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.models import Assignment, Case
from xinqiao.people.models import Staff


class Ground(models.TextChoices):
    """Why the citizen is called (floor rule 21; Beijing regulation art. 23)."""

    PASSED = "passed", _("答复已审核通过")
    EXPIRED = "expired", _("时限届满")


class Result(models.TextChoices):
    """How an attempt ended. Told apart, because refused and wrong number are inside reach, outside satisfaction."""

    REACHED = "reached", _("已接通")
    NO_ANSWER = "no_answer", _("未接通")
    REFUSED = "refused", _("拒评")
    WRONG_NUMBER = "wrong_number", _("空号")


class Satisfaction(models.IntegerChoices):
    """The five levels (好差评)."""

    VERY_SATISFIED = 5, _("非常满意")
    SATISFIED = 4, _("满意")
    BASICALLY_SATISFIED = 3, _("基本满意")
    DISSATISFIED = 2, _("不满意")
    VERY_DISSATISFIED = 1, _("非常不满意")


SATISFIED_FROM = Satisfaction.BASICALLY_SATISFIED


class Verdict(models.TextChoices):
    """How a reviewer rules on a bad rating (floor rule 23)."""

    REWORK = "rework", _("重办")
    EXPLAINED = "explained", _("解释到位")
    UNREASONABLE = "unreasonable", _("不合理诉求")


class Filed(models.TextChoices):
    """Why a completed case was filed, as its `archive` event tells."""

    REACHED = "reached", _("回访已接通")
    NO_ANSWER = "no_answer", _("回访未接通")
    REFUSED = "refused", _("诉求人拒评")
    WRONG_NUMBER = "wrong_number", _("回访号码为空号")
    EXPLAINED = "explained", _("评价不满意，裁定解释到位")
    UNREASONABLE = "unreasonable", _("评价不满意，裁定不合理诉求")
    NO_CONTACT = "no_contact", _("无联系方式，不回访")
    ANSWERED_DIRECTLY = "answered_directly", _("直接答复，不回访")
    UNSAMPLED = "unsampled", _("未抽中回访")
    UNCALLED = "uncalled", _("逾期未能回访")
    IMPORTED = "imported", _("原系统已办结，不回访")


class Callback(models.Model):
    """One callback of one round of a case. `result` is the last attempt's; `done_at` ends it.

    One that is due by expiry becomes the passed one when the reply passes before it has ended.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="callbacks")
    round = models.SmallIntegerField()
    ground = models.CharField(max_length=16, choices=Ground, default=Ground.PASSED)
    due_at = models.DateTimeField()
    # Another slot than the last attempt's (floor rule 22).
    not_before = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    result = models.CharField(max_length=16, choices=Result, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "round", "ground"], name="one_callback_per_ground")]
        indexes = [
            models.Index(fields=["due_at"], name="callback_open", condition=Q(done_at=None)),
            models.Index(fields=["done_at"], name="callback_done"),
        ]

    def __str__(self) -> str:
        return f"callback of {self.case_id}, round {self.round}, {self.ground}"


class Rating(models.Model):
    """What the citizen says of one unit's work: solved is asked apart from satisfied. The task is of the case itself,
    or of the one that it was merged into."""

    callback = models.ForeignKey(Callback, models.PROTECT, related_name="ratings")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="ratings")
    satisfaction = models.SmallIntegerField(choices=Satisfaction)
    solved = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["callback", "assignment"], name="one_rating_per_unit")]

    def __str__(self) -> str:
        return f"{self.get_satisfaction_display()}"


class Fallback(models.Model):
    """A citizen whom no attempt reached is asked by SMS (floor rule 22). Queued here for the channel that sends it."""

    callback = models.OneToOneField(Callback, models.PROTECT, related_name="fallback")
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["queued_at"], name="fallback_unsent", condition=Q(sent_at=None))]

    def __str__(self) -> str:
        return f"fallback of callback {self.callback_id}"


class Watch(models.Model):
    """Up to which moment cases were looked at for an expired limit, so that each is looked at once."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    looked_until = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_watch_row")]

    def __str__(self) -> str:
        return f"{self.looked_until}"
