"""Signing in and out."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from xinqiao.people import audit, demo
from xinqiao.people.access import StaffRequest, open_to_all, signed_in
from xinqiao.people.forms import SignInForm
from xinqiao.people.models import Staff


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; in the demo it offers each role with one click."""
    if request.user.is_authenticated:
        return redirect(_next(request))
    form = SignInForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _enter(request, form.get_user())
    if request.method == "POST":
        audit.note(what="sign_in_failed", by=None, request=request)
    offered = demo.offered() if settings.DEMO else []
    context = {"form": form, "demo_staff": offered, "next": request.GET.get("next", "")}
    return render(request, "people/sign_in.html", context, status=422 if form.errors else 200)


@open_to_all
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Enter as one of the demo's people, without a password. There is no such door outside the demo."""
    if not settings.DEMO:
        raise Http404
    staff = get_object_or_404(Staff, username=request.POST.get("role", ""), is_active=True, is_demo=True)
    return _enter(request, staff)


@signed_in
@require_POST
def sign_out(request: StaffRequest) -> HttpResponse:
    audit.note(what="sign_out", by=request.user, request=request)
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def _enter(request: HttpRequest, staff: Staff) -> HttpResponse:
    login(request, staff, backend="django.contrib.auth.backends.ModelBackend")
    audit.note(what="sign_in", by=staff, request=request)
    return redirect(_next(request))


def _next(request: HttpRequest) -> str:
    """The page that was asked for before signing in, if it is ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own else settings.LOGIN_REDIRECT_URL
