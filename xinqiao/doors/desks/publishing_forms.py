"""What the public shall read, and why something is not for the public."""

from django import forms
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.fields import Words
from xinqiao.cases.trees import TreeField
from xinqiao.catalogue.models import Category


class PublishForm(forms.Form):
    """The words as the public reads them; the rules of redaction go over them once more."""

    title = forms.CharField(label=_("标题"), max_length=100)
    request = Words(label=_("市民的诉求"), rows=7)
    reply = Words(label=_("答复"), rows=9, help_text=_("发布时再按规则隐去一遍电话、证件号、姓名、门牌等"))


class ReasonForm(forms.Form):
    """Why it is not published, or no longer."""

    reason = forms.CharField(label=_("理由"), max_length=200)


class LatestForm(forms.Form):
    """The category whose latest completed cases are proposed."""

    category = TreeField(
        Category.objects.filter(is_active=True, children=None), key="f", label=_("诉求分类"), empty_label=_("请选择")
    )

    def clean_category(self) -> Category:
        chosen: Category | None = self.cleaned_data["category"]
        if chosen is None:
            raise forms.ValidationError(_("请选择诉求分类"))
        return chosen
