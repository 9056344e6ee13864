"""Keeping the filters of the list of cases under a name, for oneself or for the colleagues of one's units."""

from typing import Final

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from xinqiao.doors.desks import listing
from xinqiao.doors.desks.models import SavedFilter
from xinqiao.people.access import StaffRequest, needs
from xinqiao.people.models import Post, Staff
from xinqiao.text.masking import mask_free_text

MOST: Final = 20  # of one person: more are looked through longer than a filter is set


class SaveForm(forms.Form):
    """The name of what is kept."""

    name = forms.CharField(max_length=20, label=_("名称"))
    is_shared = forms.BooleanField(required=False, label=_("与本单位同事共享"))


def saved_for(staff: Staff) -> QuerySet[SavedFilter]:
    """One's own, and what colleagues of the same units share. One query."""
    mine = Post.objects.filter(staff=staff).values("unit")
    colleagues = Post.objects.filter(unit__in=mine).values("staff")
    return SavedFilter.objects.filter(Q(staff=staff) | Q(is_shared=True, staff__in=colleagues)).select_related("staff")


@needs("view")
@require_POST
def save_filter(request: StaffRequest) -> HttpResponse:
    """Keep the filters that the list shows; one of the same name is written anew."""
    form, wanted = SaveForm(request.POST), listing.wanted(request.POST)
    query = QueryDict(mutable=True)
    query.update(wanted)
    if problem := _problem(request.user, form, wanted):
        messages.error(request, problem)
    else:
        told = {"query": query.urlencode(), "is_shared": form.cleaned_data["is_shared"]}
        kept, _is_new = SavedFilter.objects.update_or_create(
            staff=request.user, name=form.cleaned_data["name"], defaults=told
        )
        messages.success(request, gettext("已保存筛选“%(name)s”") % {"name": kept.name})
    return redirect(listing.address(wanted))


def _problem(staff: Staff, form: SaveForm, wanted: dict[str, str]) -> str:
    """What is wrong with it; empty when nothing is."""
    if not form.is_valid():
        return gettext("请给筛选起一个 20 字以内的名称")
    if not wanted:
        return gettext("请先选择筛选条件，再保存")
    if any(mask_free_text(value) != value for value in wanted.values()):
        return gettext("筛选条件中有个人信息，不能保存")
    others = SavedFilter.objects.filter(staff=staff).exclude(name=form.cleaned_data["name"])
    return gettext("最多保存 %(most)d 个筛选，请先删除不用的") % {"most": MOST} if others.count() >= MOST else ""


@needs("view")
@require_POST
def drop_filter(request: StaffRequest, pk: int) -> HttpResponse:
    """Forget one's own."""
    found = get_object_or_404(SavedFilter, staff=request.user, pk=pk)
    found.delete()
    messages.success(request, gettext("已删除筛选“%(name)s”") % {"name": found.name})
    return redirect("desks:cases")
