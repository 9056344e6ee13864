"""Forms of what a unit asks of whoever dispatched."""

from contextlib import suppress
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xinqiao.cases import dues
from xinqiao.cases.fields import DayField, GroundField, MomentField, OneOf, UnitField, Words, spare
from xinqiao.cases.forms import MoveForm, OnceForm
from xinqiao.cases.guarded import is_within_reach
from xinqiao.cases.wording import INDICATORS
from xinqiao.catalogue.models import Ground
from xinqiao.clock.workcal import UnpublishedYear
from xinqiao.handling.actions import objection_due_at
from xinqiao.handling.forms import TaskForm
from xinqiao.people import policy


class SendBackForm(TaskForm):
    """Why the unit is not competent, on which ground, and who is."""

    basis = GroundField(Ground.Kind.SEND_BACK, label=_("退单依据"))
    proposed_unit = UnitField(label=_("建议承办单位"))
    reason = Words(label=_("退单理由"), rows=4)

    def fit(self) -> None:
        """Whoever dispatched can only give it to units below him; none that the case accuses is offered."""
        field: Any = self.fields["proposed_unit"]
        above = self.on.dispatched_by_unit
        field.queryset = field.queryset.filter(path__startswith=above.path).exclude(pk__in=[above.pk, self.on.unit_id])
        if self.case.accused:
            spare(field, self.case.accused)
        until = policy.load().dispatch.returns_until
        self.fields["reason"].help_text = _("当日 %(until)s 前受理；退单不停止计时") % {"until": f"{until:%H:%M}"}


class ObjectForm(TaskForm):
    """Why the refused return was right all the same."""

    reason = Words(label=_("异议理由"), rows=4, help_text=_("只可提出一次；裁定后不得再退"))

    def fit(self) -> None:
        """Until when; a limit that ends in a year whose holidays are not known is said when it is sent."""
        with suppress(UnpublishedYear):
            if until := objection_due_at(self.on):
                shown = f"{timezone.localtime(until):%Y-%m-%d %H:%M}"
                self.fields["reason"].help_text = _("%(until)s 前只可提出一次；裁定后不得再退") % {"until": shown}


class ExtendForm(TaskForm):
    """Until which day, why, and that the citizen knows."""

    until_on = DayField(label=_("延期至"), help_text=_("只可申请一次，到期前提出；按工作时间计时的须是工作日"))
    ground = GroundField(Ground.Kind.EXTEND, label=_("事由"), required=False)
    reason = Words(label=_("申请理由"))
    progress = Words(label=_("办理进展"), required=False)
    told = forms.BooleanField(label=_("已告知诉求人"), required=False)

    def fit(self) -> None:
        if not is_within_reach(self.case):
            del self.fields["told"]
        if dues.limits_kept(self.on).extension_needs_progress:
            self.fields["progress"].required = True


class PauseForm(MoveForm):
    """Until when the clock shall stand still, and why."""

    until = MomentField(label=_("恢复计时的时间"), help_text=_("到时自动恢复；从批准时起暂停"))
    ground = GroundField(Ground.Kind.PAUSE, label=_("事由"), required=False)
    reason = Words(label=_("申请理由"))


class ResumeForm(MoveForm):
    """A word on why the work goes on."""

    note = Words(label=_("说明"), required=False, help_text=_("可以不填；只有实际暂停的时间不计入时限"))


class CarryOverForm(MoveForm):
    """Why it cannot be solved now, and when it is looked at again."""

    look_at = MomentField(label=_("复查时间"), help_text=_("届时再看是否具备办理条件"))
    ground = GroundField(Ground.Kind.CARRY_OVER, label=_("事由"), required=False)
    reason = Words(label=_("挂账理由"), rows=4)
    told = forms.BooleanField(label=_("已告知诉求人"), required=False)

    def fit(self) -> None:
        if not is_within_reach(self.case):
            del self.fields["told"]


class LookAgainForm(OnceForm):
    """What was found when it was looked at, and when it is looked at next."""

    text = Words(label=_("复查情况"), rows=4, help_text=_("已具备条件或已解决的，请申请销账"))
    look_at = MomentField(label=_("下次复查时间"))


class StrikeOffForm(MoveForm):
    """The reply to the citizen, now that it is solved."""

    text = Words(label=_("答复内容"), rows=6, help_text=_("诉求人会看到这段文字：写明怎样解决"))


class ExcludeForm(MoveForm):
    """In which indicator the task shall not count, and on which ground."""

    indicator = OneOf(label=_("指标"), choices=[*INDICATORS.items()])
    ground = GroundField(Ground.Kind.EXCLUDE, label=_("剔除的事由"))
    reason = Words(label=_("理由和证据"), rows=4)
