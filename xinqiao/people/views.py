"""Signing in, step by step, and out."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from xinqiao.people import audit, demo, entering, factors, passwords, proof
from xinqiao.people.access import StaffRequest, open_to_all, signed_in
from xinqiao.people.entering import Entry
from xinqiao.people.forms import CodeForm, NewPasswordForm, SignInForm
from xinqiao.people.models import Staff
from xinqiao.people.qr import drawn

WRONG_STATUS = 422


@open_to_all
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; in the demo it offers each role with one click."""
    if request.user.is_authenticated:
        return redirect(_wanted(request))
    form, now = SignInForm(request.POST or None), timezone.now()
    if form.is_valid():
        answer = proof.prove(request, form.cleaned_data["username"], form.cleaned_data["password"], now=now)
        if answer.staff:
            return _next_step(request, entering.begin(request, answer.staff, wanted=_wanted(request), now=now), now)
        form.add_error(None, refusal(answer, _("用户名或密码不正确")))
    offered = demo.offered() if settings.DEMO else []
    context = {"form": form, "demo_staff": offered, "next": request.GET.get("next", "")}
    return render(request, "people/sign_in.html", context, status=WRONG_STATUS if form.errors else 200)


@open_to_all
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Enter as one of the demo's people, without a password. There is no such door outside the demo."""
    if not settings.DEMO:
        raise Http404
    staff = get_object_or_404(Staff, username=request.POST.get("role", ""), is_active=True, is_demo=True)
    entering.complete(request, staff)
    return redirect(_wanted(request))


@open_to_all
@require_http_methods(["GET", "POST"])
def give_code(request: HttpRequest) -> HttpResponse:
    """The second step of who has a second factor."""
    now = timezone.now()
    entry = _at_step(request, "people:give_code", now)
    if isinstance(entry, HttpResponse):
        return entry
    form = CodeForm(request.POST or None)
    if form.is_valid():
        answer = factors.prove(entry.staff, form.cleaned_data["code"], now=now)
        if answer.staff:
            return _next_step(request, entering.give_code(request, entry), now)
        audit.note(what="code_failed", by=None, subject=entry.staff.username, request=request)
        form.add_error(None, refusal(answer, _("验证码不正确，或已经用过")))
    return render(request, "people/give_code.html", {"form": form}, status=WRONG_STATUS if form.errors else 200)


@open_to_all
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_initial(request: HttpRequest) -> HttpResponse:
    """An initial or old password is changed before anything else."""
    now = timezone.now()
    entry = _at_step(request, "people:change_initial", now)
    if isinstance(entry, HttpResponse):
        return entry
    form = NewPasswordForm(request.POST or None, staff=entry.staff)
    if form.is_valid():
        passwords.give(entry.staff, form.cleaned_data["new"], is_initial=False, now=now)
        audit.note(what="password_changed", by=entry.staff, subject=entry.staff.username, request=request)
        return _next_step(request, entering.keep(request, entry), now)
    context = {"form": form, "is_initial": entry.staff.must_change_password}
    return render(request, "people/change_initial.html", context, status=WRONG_STATUS if form.errors else 200)


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Who holds a role that demands a second factor sets it up before anything else."""
    now = timezone.now()
    entry = _at_step(request, "people:enrol", now)
    if isinstance(entry, HttpResponse):
        return entry
    form, factor = CodeForm(request.POST or None), factors.begin(entry.staff)
    if form.is_valid():
        if codes := factors.confirm(factor, form.cleaned_data["code"], now=now):
            audit.note(what="second_factor_set", by=entry.staff, subject=entry.staff.username, request=request)
            entering.complete(request, entry.staff)
            return render(request, "people/recovery_codes.html", {"codes": codes, "onward": entry.wanted})
        form.add_error("code", _("验证码不正确，请核对手机上的时间"))
    context = {"form": form, "factor": factor, "qr": drawn(factors.address(factor), label=_("第二重验证的二维码"))}
    return render(request, "people/enrol.html", context, status=WRONG_STATUS if form.errors else 200)


@signed_in
@require_POST
def sign_out(request: StaffRequest) -> HttpResponse:
    """End this session."""
    audit.note(what="sign_out", by=request.user, request=request)
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def refusal(answer: proof.Answer, wrong: str) -> str:
    """What is said of a try that failed: that it was wrong, or until when none is looked at."""
    if answer.shut_until is None:
        return wrong
    until = date_format(timezone.localtime(answer.shut_until), "H:i")
    return _("输错次数过多，%(until)s 以后才能再试；急用请联系管理员解锁") % {"until": until}


def _at_step(request: HttpRequest, step: str, now: datetime) -> Entry | HttpResponse:
    """Who is at this very step; else the way to where he is, which for a stranger is the sign-in page."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    entry = entering.current(request, now=now)
    if entry is None:
        return redirect(settings.LOGIN_URL)
    if entering.missing(entry, now=now) != step:
        return _next_step(request, entry, now)
    return entry


def _next_step(request: HttpRequest, entry: Entry, now: datetime) -> HttpResponse:
    if step := entering.missing(entry, now=now):
        return redirect(step)
    entering.complete(request, entry.staff)
    return redirect(entry.wanted)


def _wanted(request: HttpRequest) -> str:
    """The page that was asked for before signing in, if it is ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own else resolve_url(settings.LOGIN_REDIRECT_URL)
