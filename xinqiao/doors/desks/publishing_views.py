"""What the public reads of cases (案例公开): proposing, reading it over, publishing, declining, withdrawing."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from django.contrib import messages
from django.db.models import Count
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from xinqiao.cases.models import Case
from xinqiao.cases.publishable import is_publishable
from xinqiao.cases.queries import one_visible
from xinqiao.doors.desks import publishing
from xinqiao.doors.desks.publishing_forms import LatestForm, PublishForm, ReasonForm
from xinqiao.knowledge import publishing as actions
from xinqiao.knowledge.models import Publication
from xinqiao.people import paging
from xinqiao.people.access import StaffRequest, needs
from xinqiao.text.redaction import marked

State = Publication.State


@needs("publish")
@require_http_methods(["GET", "POST"])
def publications(request: StaffRequest) -> HttpResponse:
    """What was proposed, the latest first; `?state=` shows what was decided. POST proposes the latest of a category."""
    form = LatestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count = publishing.propose_latest(form.cleaned_data["category"], by=request.user, now=timezone.now())
        said = ngettext("已提请 %(count)d 件", "已提请 %(count)d 件", count) % {"count": count}
        messages.success(request, said if count else gettext("这一分类没有可以公开的新办结诉求"))
        return redirect("desks:publications")
    found, state = publishing.seen_by(request.user), request.GET.get("state", "")
    state = state if state in State else State.PROPOSED
    counts = dict(found.order_by("state").values_list("state").annotate(Count("pk")))
    context = {
        "form": form,
        "page": paging.of(request, found.filter(state=state)),
        "state": state,
        "states": [(value, label, counts.get(value, 0)) for value, label in State.choices],
    }
    return render(request, "desks/publications.html", context, status=_status(form))


@needs("propose_publication")
@require_POST
def propose_publication(request: StaffRequest, number: str) -> HttpResponse:
    """Propose this case."""
    found = _case(request, number)
    if not is_publishable(found):
        messages.error(request, gettext("这件诉求不能公开"))
    else:
        publishing.propose(found, by=request.user, now=timezone.now())
        messages.success(request, gettext("已提请公开，等待审定"))
    return redirect("desks:case", number)


@needs("publish")
@require_http_methods(["GET", "POST"])
def publication(request: StaffRequest, pk: int) -> HttpResponse:
    """The redacted words beside the case's own. POST publishes them as they were edited."""
    found = _publication(request, pk)
    initial = {name: getattr(found, name) for name in actions.WORDS}
    form = PublishForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        case = _case(request, found.case_number)
        if is_publishable(case):
            act = partial(actions.publish, found, known=publishing.known_of(case), **form.cleaned_data)
            return _decided(request, found, act, gettext("已公开：%(title)s"))
        form.add_error(None, gettext("这件诉求现在不能公开"))
    return _page(request, found, form, ReasonForm())


@needs("publish")
@require_POST
def decline_publication(request: StaffRequest, pk: int) -> HttpResponse:
    """It is not for the public."""
    return _refused(request, pk, actions.decline_publication, gettext("已定为不公开：%(title)s"))


@needs("publish")
@require_POST
def withdraw_publication(request: StaffRequest, pk: int) -> HttpResponse:
    """It is not for the public any longer."""
    return _refused(request, pk, actions.withdraw_publication, gettext("已撤下：%(title)s"))


def _refused(request: StaffRequest, pk: int, act: Callable[..., Publication], said: str) -> HttpResponse:
    found, form = _publication(request, pk), ReasonForm(request.POST)
    if form.is_valid():
        return _decided(request, found, partial(act, found, **form.cleaned_data), said)
    initial = {name: getattr(found, name) for name in actions.WORDS}
    return _page(request, found, PublishForm(initial=initial), form)


def _decided(request: StaffRequest, found: Publication, act: Callable[..., Publication], said: str) -> HttpResponse:
    try:
        act(by=request.user, now=timezone.now())
        messages.success(request, said % {"title": found.title})
    except actions.Decided:
        messages.error(request, gettext("这一件刚刚已有决定"))
        return redirect("desks:publication", found.pk)
    return redirect("desks:publications")


def _page(request: StaffRequest, found: Publication, form: Form, refusing: Form) -> HttpResponse:
    case = _case(request, found.case_number)
    context = {
        "publication": found,
        "case": case,
        "form": form,
        "refusing": refusing,
        "is_publishable": is_publishable(case),
        "originals": [(PublishForm.base_fields[name].label, words) for name, words in publishing.originals(case)],
        "words": [(PublishForm.base_fields[name].label, marked(getattr(found, name))) for name in actions.WORDS],
    }
    return render(request, "desks/publication.html", context, status=_status(form, refusing))


def _status(*forms: Form) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if any(form.errors for form in forms) else HTTPStatus.OK


def _publication(request: StaffRequest, pk: int) -> Publication:
    return get_object_or_404(publishing.seen_by(request.user), pk=pk)


def _case(request: StaffRequest, number: str) -> Case:
    return get_object_or_404(one_visible(request.user, number).select_related("appellant"))
