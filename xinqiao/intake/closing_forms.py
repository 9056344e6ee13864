"""Forms of what the desk takes on, and of what it ends by itself (floor rules 13, 17, 18, 20)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.fields import GroundField, Words
from xinqiao.cases.forms import MoveForm
from xinqiao.cases.second_look import needs_approval
from xinqiao.catalogue.models import Ground


class AcceptForm(MoveForm):
    """A word on taking the matter on."""

    note = Words(
        label=_("受理意见"), required=False, help_text=_("可以不填；派单、直接答复、转外即为受理，不必先点受理")
    )


class AnswerForm(MoveForm):
    """What the citizen is told, and the article that it rests on."""

    text = Words(label=_("答复内容"), rows=6, help_text=_("诉求人会看到这段文字"))
    article = forms.CharField(
        label=_("依据的知识"), max_length=100, required=False, help_text=_("所引知识库文章的标题或编号")
    )

    def fit(self) -> None:
        if needs_approval(self.case):
            self.fields["text"].help_text = _("此类诉求的直接答复须经审批：提交后等待审批，同意后才办结并告知诉求人")


class DeclineForm(MoveForm):
    """Why the case is refused, and which door is right."""

    ground = GroundField(Ground.Kind.DECLINE, label=_("不予受理的事由"), help_text=_("箭头后为应告知诉求人的正确渠道"))
    text = Words(label=_("告知内容"), rows=5, help_text=_("诉求人会看到这段文字：说明原因和正确的办理渠道"))


class UpholdDeclineForm(MoveForm):
    """A word on why it was rightly declined."""

    note = Words(label=_("复核意见"), required=False, help_text=_("可以不填；认为应当受理的，请改为撤销不予受理"))


class OverturnDeclineForm(MoveForm):
    """Why the case is taken up after all."""

    reason = Words(label=_("撤销理由"), help_text=_("撤销后诉求回到待派单"))


class InvalidateForm(MoveForm):
    """Why this is no request at all."""

    ground = GroundField(Ground.Kind.INVALIDATE, label=_("无效的事由"))
    note = Words(label=_("备注"), required=False)


class RelayTargetField(GroundField):
    """Where a case can be handed to; says where the other side's number is needed."""

    def label_from_instance(self, ground: Any) -> str:
        said = super().label_from_instance(ground)
        return f"{said} · {_('须记录对方编号')}" if ground.needs_number else said


class RelayForm(MoveForm):
    """To which other system, and the number that it gave."""

    target = RelayTargetField(Ground.Kind.RELAY, label=_("转往"))
    number = forms.CharField(
        label=_("对方编号"), max_length=64, required=False, help_text=_("对方接收后给出的警情或工单编号")
    )
    note = Words(label=_("备注"), required=False, help_text=_("电话转接时不得盲转：等对方接听并说明情况"))
