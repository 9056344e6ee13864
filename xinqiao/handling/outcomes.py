"""What came of a task, as the unit states it in its reply. What the citizen thinks of it, the callback asks."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Outcome(TextChoices):
    SOLVED = "solved", _("已解决")
    EXPLAINED = "explained", _("解释说明")
    IN_PLAN = "in_plan", _("列入计划")
    NOT_FEASIBLE = "not_feasible", _("暂不具备条件")


class ContactResult(TextChoices):
    REACHED = "reached", _("已联系上")
    NOT_REACHED = "not_reached", _("未联系上")
