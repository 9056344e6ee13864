"""The agent's form."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.fields import FilesField, MomentField, PhoneField, UnitField
from xinqiao.cases.forms import Once
from xinqiao.cases.models import Case, Confidentiality, Flag
from xinqiao.cases.queries import one_visible
from xinqiao.cases.sent import new_key
from xinqiao.cases.trees import TreeField
from xinqiao.catalogue.models import Area, CaseType, Category, Source, Urgency
from xinqiao.intake.channels import phone as phone_channel
from xinqiao.people.models import Staff
from xinqiao.text.sentences import first_sentence


class FlagInput(forms.RadioSelect):
    """Each flag by a key of its own."""

    KEYS: Final = {"": "o", **dict(zip(Flag.values, "sgu", strict=True))}

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **options)
        option["key"] = option["attrs"]["data-key"] = self.KEYS[value]
        return option


class RegisterForm(Once, forms.Form):
    """What the agent types while the citizen speaks; text and phone are enough to save (floor rule 19).

    The fields stand in the order of the talk, which is the order of the keyboard. `by` registers. A case of the same
    person that was chosen beside the form names it in `earlier_chosen`, which wins.
    """

    # Which page this is, and which state of a draft it was opened with: two pages never write over each other.
    window = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput, initial=new_key)
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    phone = PhoneField(
        label=_("来电号码"),
        widget=forms.TextInput(
            attrs={"inputmode": "tel", "autocomplete": "off", "autofocus": True, "data-key": "h"}
        ),
    )  # fmt: skip
    name = forms.CharField(
        label=_("诉求人"), max_length=50, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    text = forms.CharField(
        label=_("诉求内容"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 6, "data-key": "t"})
    )
    place = forms.CharField(
        label=_("事发地点"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-key": "d"}),
    )  # fmt: skip
    area = TreeField(Area.objects.filter(is_active=True), key="q", label=_("所属区域"), empty_label=_("未确定"))
    # Only leaves of the category tree can be chosen; branches group.
    category = TreeField(
        Category.objects.filter(is_active=True, children=None), key="f", label=_("诉求分类"), empty_label=_("未分类")
    )
    case_type = forms.ChoiceField(label=_("诉求类型"), choices=CaseType, initial=CaseType.HELP)
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=Urgency, initial=Urgency.NORMAL)
    confidentiality = forms.ChoiceField(label=_("身份保密"), choices=Confidentiality, initial=Confidentiality.OPEN)
    flag = forms.ChoiceField(
        label=_("标记"), choices=[("", _("无")), *Flag.choices], required=False, widget=FlagInput, initial="",
        help_text=_("标记后须限时报告值班领导，只有获授权的人能看到"),
    )  # fmt: skip
    title = forms.CharField(label=_("标题"), max_length=100, required=False, help_text=_("留空时取诉求内容的首句"))
    address = forms.CharField(
        label=_("联系地址"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    source = forms.ModelChoiceField(
        Source.objects.filter(is_active=True), label=_("来源"), required=False, empty_label=None,
        to_field_name="code", initial=phone_channel.CHANNEL.code,
    )  # fmt: skip
    enclosures = FilesField(
        label=_("附件"), required=False, help_text=_("照片、录音或文档；照片中的拍摄位置会自动去除")
    )
    earlier = forms.CharField(
        label=_("前次诉求编号"), max_length=20, required=False, help_text=_("同一诉求人就已办结事项带来新情况时填写")
    )
    accused = UnitField(
        label=_("被举报单位"), required=False, empty_label=_("无"), help_text=_("该单位及其下级不会收到此件")
    )
    due_at = MomentField(label=_("上级要求办结时间"), required=False, help_text=_("上级平台交办件自带的时限"))

    # Asked only when the same words came from the same number before.
    another = forms.BooleanField(label=_("确认另行登记"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, by: Staff, **options: Any) -> None:
        if data and data.get("earlier_chosen"):
            data = data.copy()
            data["earlier"] = data["earlier_chosen"]
        super().__init__(data, files, **options)
        self.by = by
        self.doubles: Sequence[Case] = ()
        if not by.can_anywhere("flag"):
            del self.fields["flag"]

    def said_before(self, cases: Sequence[Case]) -> None:
        """Have it confirmed that this is another case than those, which are open still."""
        self.doubles = cases
        numbers = "、".join(case.number for case in cases)
        self.add_error(
            "another",
            _("此号码已有内容相同的未办结诉求 %(numbers)s；请追加到原件，确需另立的勾选后再保存")
            % {"numbers": numbers},
        )

    def clean_earlier(self) -> str:
        number = self.cleaned_data["earlier"].strip()
        if number and not one_visible(self.by, number).exists():
            raise forms.ValidationError(_("没有编号为“%(number)s”的诉求"), params={"number": number})
        return number

    def clean(self) -> dict[str, Any]:
        """An empty title becomes the first sentence of the text."""
        data = super().clean() or self.cleaned_data
        if not data.get("title") and data.get("text"):
            data["title"] = first_sentence(data["text"])
        return data
