"""The callback: a record beside the case, due when the reply passed; its attempts and the ratings of each unit."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.models import Assignment, Case
from xinqiao.people.models import Staff


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


class Callback(models.Model):
    """One callback of one round of a case. `result` is the last attempt's; `done_at` ends it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="callbacks")
    round = models.SmallIntegerField()
    due_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    result = models.CharField(max_length=16, choices=Result, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "round"], name="one_callback_per_round")]
        indexes = [
            models.Index(fields=["due_at"], name="callback_open", condition=Q(done_at=None)),
            models.Index(fields=["done_at"], name="callback_done"),
        ]

    def __str__(self) -> str:
        return f"callback of {self.case_id}, round {self.round}"


class Rating(models.Model):
    """What the citizen says of one unit's work: solved is asked apart from satisfied."""

    callback = models.ForeignKey(Callback, models.PROTECT, related_name="ratings")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="ratings")
    satisfaction = models.SmallIntegerField(choices=Satisfaction)
    solved = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["callback", "assignment"], name="one_rating_per_unit")]

    def __str__(self) -> str:
        return f"{self.get_satisfaction_display()}"
