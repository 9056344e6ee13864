"""What anybody may read: completed cases that were published, and those like what he is about to write."""

from typing import Final

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from xinqiao.cases.models import Case
from xinqiao.cases.publishable import publishable
from xinqiao.catalogue.models import Category
from xinqiao.doors.portal.access import public
from xinqiao.knowledge.models import Publication
from xinqiao.knowledge.published import like, published, saying
from xinqiao.people import paging

PER_PAGE: Final = 20


class LookForm(forms.Form):
    """Words that stand in a case, and the kind of matter."""

    q = forms.CharField(
        label=_("关键词"), max_length=50, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True, parent=None), label=_("分类"), required=False, to_field_name="code",
        empty_label=_("全部分类"),
    )  # fmt: skip


@public
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The published cases, the latest first; `?q=` and `?category=` narrow them."""
    form = LookForm(request.GET)
    asked, found = form.cleaned_data if form.is_valid() else {}, _readable()
    if branch := asked.get("category"):
        found = found.filter(category__path__startswith=branch.path)
    if words := asked.get("q"):
        found = saying(found, words)
    page = paging.page(found, request.GET.get("page"), PER_PAGE)
    return render(request, "portal/published.html", {"form": form, "page": page, "is_narrowed": any(asked.values())})


@public
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them."""
    return render(request, "portal/publication.html", {"publication": get_object_or_404(_readable(), pk=pk)})


@public
@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """A fragment: up to three like the words of the form; nothing when there is none."""
    return render(request, "portal/similar.html", {"similar": like(_readable(), request.POST.get("text", ""))})


def _readable() -> QuerySet[Publication]:
    """What is published, of cases that may still be; what is handled again or has become confidential is not there."""
    return published().filter(case_number__in=Case.objects.filter(publishable()).values("number"))
