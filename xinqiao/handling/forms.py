"""Forms of a unit that handles and of the node that reviews."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xinqiao.handling.outcomes import ContactResult, Outcome


class Words(forms.CharField):
    """A text of some lines."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        super().__init__(max_length=20_000, widget=forms.Textarea(attrs={"rows": rows}), **options)


class ContactForm(forms.Form):
    """That the handler spoke with the citizen, or tried."""

    result = forms.ChoiceField(label=_("联系结果"), choices=ContactResult)
    note = Words(label=_("联系记录"), required=False, help_text=_("核对了哪些情况、约定了什么"))


class ReplyForm(forms.Form):
    """What the citizen will read."""

    outcome = forms.ChoiceField(label=_("办理结果"), choices=Outcome)
    text = Words(label=_("答复内容"), rows=8, help_text=_("诉求人会看到这段文字：写明查实的情况、采取的措施和依据"))


class PassReviewForm(forms.Form):
    """The reviewer's word on a reply that is good."""

    note = Words(label=_("审核意见"), required=False, help_text=_("可以不填；诉求人看不到"))


class RejectReviewForm(forms.Form):
    """What is missing."""

    reason = Words(label=_("退回原因"), rows=5, help_text=_("写明缺什么、怎样补；办理时限继续计算"))
