"""What is announced: the matter, its words for agents and citizens, its parent case, until when."""

from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.fields import MomentField
from xinqiao.cases.lifecycle import OPEN_STAGES
from xinqiao.cases.queries import one_visible
from xinqiao.cases.trees import TreeField
from xinqiao.catalogue.models import Area, Category
from xinqiao.people.models import Staff

HOLDS: Final = timedelta(hours=24)  # what is preset; a burst pipe is mended by then, or is announced anew
LONGEST: Final = timedelta(days=30)


class AnnounceForm(forms.Form):
    """`by` announces; a parent case is one that he sees and that is still open."""

    title = forms.CharField(label=_("事项"), max_length=50, help_text=_("如：城东主管网抢修停水"))
    text = forms.CharField(
        label=_("临时口径"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("话务员在受理页看到，也可用 / 调出"),
    )  # fmt: skip
    public_text = forms.CharField(
        label=_("对外公告"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("显示在市民门户；留空则不对外"),
    )  # fmt: skip
    category = TreeField(
        Category.objects.filter(is_active=True, children=None), key="f", label=_("诉求分类"), empty_label=_("不限")
    )
    area = TreeField(Area.objects.filter(is_active=True), key="q", label=_("所属区域"), empty_label=_("不限"))
    parent_number = forms.CharField(
        label=_("母单编号"),
        max_length=20,
        required=False,
        help_text=_("同一事项的其他诉求提请并入此件，答复时一并答复"),
    )
    ends_at = MomentField(label=_("有效至"))

    def __init__(self, data: Any = None, *, by: Staff, now: datetime, **options: Any) -> None:
        self.by, self.now = by, now
        options["initial"] = {"ends_at": now + HOLDS} | options.get("initial", {})
        super().__init__(data, **options)

    def clean_parent_number(self) -> str:
        number = self.cleaned_data["parent_number"].strip()
        if number and not one_visible(self.by, number).filter(stage__in=sorted(OPEN_STAGES)).exists():
            raise forms.ValidationError(_("没有编号为“%(number)s”的未办结诉求"), params={"number": number})
        return number

    def clean_ends_at(self) -> datetime:
        ends_at: datetime = self.cleaned_data["ends_at"]
        if not self.now < ends_at <= self.now + LONGEST:
            last = timezone.localtime(self.now + LONGEST).strftime("%Y-%m-%d %H:%M")
            raise forms.ValidationError(gettext("须晚于现在，不晚于 %(last)s") % {"last": last})
        return ends_at
