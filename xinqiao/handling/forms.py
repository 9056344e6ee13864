"""Forms of a unit that handles and of the node that reviews."""

from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.fields import FilesField, OneOf, UnitField, UnitsField, Words, spare
from xinqiao.cases.forms import MoveForm, OnceForm
from xinqiao.cases.guarded import needs_extract
from xinqiao.cases.models import Assignment
from xinqiao.handling.outcomes import ContactResult, Outcome


class TaskForm(MoveForm):
    """A form about one task."""

    on: Assignment


class ContactForm(OnceForm):
    """That the handler spoke with the citizen, or tried."""

    result = OneOf(label=_("联系结果"), choices=ContactResult)
    note = Words(label=_("联系记录"), required=False, help_text=_("核对了哪些情况、约定了什么"))


class InterimReplyForm(OnceForm):
    """How far it is, for the citizen."""

    text = Words(label=_("阶段性答复"), rows=5, help_text=_("诉求人会看到这段文字；办理时限继续计算"))


class DelegateForm(TaskForm):
    """Which of the units below has the work, and what goes with it."""

    typed_in: ClassVar[dict[str, str]] = {"unit": "to", "extract": "note"}
    to = UnitField(label=_("转派给"))
    assisting = UnitsField(label=_("协办单位"))
    note = Words(label=_("转派意见"), required=False, help_text=_("本单位仍负责：审核下级答复后再答复"))

    def fit(self) -> None:
        for name in ("to", "assisting"):
            field: Any = self.fields[name]
            field.queryset = field.queryset.filter(path__startswith=self.on.unit.path).exclude(pk=self.on.unit_id)
            if self.case.accused:
                spare(field, self.case.accused)
        if needs_extract(self.case):
            note = self.fields["note"]
            note.required, note.label = True, _("摘要（代替诉求内容发给下级）")
            note.help_text = _("保密件和举报件的承办单位只看到摘要：写明要办的事，不写诉求人身份")


class SupplementForm(MoveForm):
    """What only the citizen can say."""

    text = Words(label=_("需诉求人补充的内容"), rows=5, help_text=_("热线中心会代为询问；办理时限继续计算"))


class ConsultForm(TaskForm, OnceForm):
    """Whom the lead consulted, and what came of it."""

    units = UnitsField(label=_("会商单位"))
    text = Words(label=_("会商情况"), rows=5, help_text=_("何时以何种方式会商、形成什么意见；会商单位不因此看到此件"))

    def fit(self) -> None:
        field: Any = self.fields["units"]
        field.required = True
        field.queryset = field.queryset.exclude(pk=self.on.unit_id)
        if self.case.accused:
            spare(field, self.case.accused)


class FeedBackForm(MoveForm):
    """What the assisting unit did, for the lead."""

    text = Words(label=_("协办反馈"), rows=6, help_text=_("主办单位据此汇总答复"))


class ReplyForm(MoveForm):
    """What the citizen will read."""

    outcome = OneOf(label=_("办理结果"), choices=Outcome)
    text = Words(label=_("答复内容"), rows=8, help_text=_("诉求人会看到这段文字：写明查实的情况、采取的措施和依据"))
    before = FilesField(label=_("处理前照片"), required=False, help_text=_("拍摄位置会自动去除"))
    after = FilesField(label=_("处理后照片或文件"), required=False, help_text=_("诉求人可以看到"))

    def given(self) -> dict[str, Any]:
        """The files in the order in which they are looked at, each named by when it was taken."""
        data = dict(self.cleaned_data)
        uploads = [_named(_("处理前"), one) for one in data.pop("before")]
        return data | {"uploads": uploads + [_named(_("处理后"), one) for one in data.pop("after")]}


def _named(when: Any, upload: "UploadedFile[bytes]") -> "UploadedFile[bytes]":
    upload.name = f"{when} {upload.name}"
    return upload


class PassReviewForm(MoveForm):
    """The reviewer's word on a reply that is good."""

    note = Words(label=_("审核意见"), required=False, help_text=_("可以不填；诉求人看不到"))


class RejectReviewForm(MoveForm):
    """What is missing."""

    reason = Words(label=_("退回原因"), rows=5, help_text=_("写明缺什么、怎样补；办理时限继续计算"))
