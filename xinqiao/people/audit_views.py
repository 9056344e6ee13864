"""The page of the access log. That it was read is a row of it too."""

from dataclasses import asdict

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xinqiao.people import audit, audited, paging
from xinqiao.people.access import StaffRequest, needs
from xinqiao.people.audited import LABELS, REASONS, VERB, Question


class QuestionForm(forms.Form):
    """The filters that stand in the address."""

    who = forms.CharField(label=_("用户名"), max_length=50, required=False)
    what = forms.ChoiceField(label=_("行为"), choices=[("", _("全部行为")), *LABELS.items()], required=False)
    subject = forms.CharField(label=_("对象"), max_length=64, required=False)
    since = forms.DateField(label=_("自"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("至"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


@needs(VERB)
@require_safe
def audit_page(request: StaffRequest) -> HttpResponse:
    """Who did what to which subject, when, from where and why: the newest first."""
    form = QuestionForm(request.GET)
    asked = Question(**form.cleaned_data) if form.is_valid() else Question()
    page = paging.of(request, audited.rows(asked, by=request.user))
    for row in page:
        row.label = LABELS.get(row.what, row.what)  # type: ignore[attr-defined]
        row.why = REASONS.get(row.reason, row.reason)  # type: ignore[attr-defined]
    audit.note(what="view_audit", by=request.user, reason=str(asked), request=request)
    return render(
        request, "people/audit.html", {"page": page, "form": form, "is_narrowed": any(asdict(asked).values())}
    )
