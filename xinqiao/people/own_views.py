"""A person's own page: posts, password, second factor, sessions."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinqiao.people import audit, factors, passwords, proof, sessions
from xinqiao.people.access import StaffRequest, signed_in
from xinqiao.people.forms import CodeForm, OwnPasswordForm
from xinqiao.people.qr import drawn
from xinqiao.people.views import WRONG_STATUS, refusal


@signed_in
@require_safe
def me(request: StaffRequest) -> HttpResponse:
    """What I hold here and where I am signed in."""
    factor = factors.of(request.user)
    context = {
        "posts": request.user.posts.select_related("unit", "role").order_by("unit__path", "role__code"),
        "factor": factor,
        "codes_left": factor.recovery_codes.filter(used_at=None).count() if factor else 0,
        "sessions": sessions.of(request.user, this=request.session.session_key),
    }
    return render(request, "people/me.html", context)


@signed_in
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: StaffRequest) -> HttpResponse:
    """My own password; all my other sessions end."""
    form = OwnPasswordForm(request.POST or None, staff=request.user)
    if form.is_valid() and _is_mine(request, form, timezone.now()):
        passwords.give(request.user, form.cleaned_data["new"], is_initial=False, now=timezone.now())
        update_session_auth_hash(request, request.user)
        sessions.end(request.user, besides=request.session.session_key)
        audit.note(what="password_changed", by=request.user, subject=request.user.username, request=request)
        messages.success(request, _("密码已更改，其他设备上的登录已退出"))
        return redirect("people:me")
    return render(request, "people/change_password.html", {"form": form}, status=WRONG_STATUS if form.errors else 200)


def _is_mine(request: StaffRequest, form: OwnPasswordForm, now: datetime) -> bool:
    """The present password stands under the same brake as at the sign-in page."""
    answer = proof.prove(request, request.user.username, form.cleaned_data["old"], now=now)
    if answer.staff is None:
        form.add_error("old", refusal(answer, _("现在的密码不正确")))
    return answer.staff is not None


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def set_second_factor(request: StaffRequest) -> HttpResponse:
    """Set up a second factor; who has one goes back to his page."""
    if factors.of(request.user):
        return redirect("people:me")
    form, factor = CodeForm(request.POST or None), factors.begin(request.user)
    if form.is_valid():
        if codes := factors.confirm(factor, form.cleaned_data["code"], now=timezone.now()):
            audit.note(what="second_factor_set", by=request.user, subject=request.user.username, request=request)
            return _codes(request, codes)
        form.add_error("code", _("验证码不正确，请核对手机上的时间"))
    context = {"form": form, "factor": factor, "qr": drawn(factors.address(factor), label=_("第二重验证的二维码"))}
    return render(request, "people/set_second_factor.html", context, status=WRONG_STATUS if form.errors else 200)


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def renew_codes(request: StaffRequest) -> HttpResponse:
    """New recovery codes, for a code of the phone or one of the last old ones."""
    factor, form = factors.of(request.user), CodeForm(request.POST or None)
    if factor is None:
        return redirect("people:set_second_factor")
    if form.is_valid() and _proves_it(request, form):
        audit.note(what="recovery_codes_renewed", by=request.user, subject=request.user.username, request=request)
        return _codes(request, factors.renew_codes(factor))
    context = {"form": form, "heading": _("重新生成恢复码"), "action": _("生成")}
    return render(request, "people/prove_factor.html", context, status=WRONG_STATUS if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def drop_second_factor(request: StaffRequest) -> HttpResponse:
    """Give the second factor up; where a role demands one it is set up anew at the next sign-in."""
    factor, form = factors.of(request.user), CodeForm(request.POST or None)
    if factor is None:
        return redirect("people:me")
    if form.is_valid() and _proves_it(request, form):
        factor.delete()
        audit.note(what="second_factor_dropped", by=request.user, subject=request.user.username, request=request)
        messages.success(request, _("第二重验证已停用"))
        return _without_factor(request)
    context = {"form": form, "heading": _("停用第二重验证"), "action": _("停用")}
    return render(request, "people/prove_factor.html", context, status=WRONG_STATUS if form.errors else 200)


def _without_factor(request: StaffRequest) -> HttpResponse:
    """Whoever must have one signs in again, which begins with setting up another."""
    if not factors.is_required(request.user):
        return redirect("people:me")
    sessions.end(request.user)
    logout(request)
    return redirect("people:sign_in")


def _proves_it(request: StaffRequest, form: CodeForm) -> bool:
    answer = factors.prove(request.user, form.cleaned_data["code"], now=timezone.now())
    if answer.staff is None:
        form.add_error("code", refusal(answer, _("验证码不正确，或已经用过")))
    return answer.staff is not None


def _codes(request: StaffRequest, codes: list[str]) -> HttpResponse:
    return render(request, "people/own_codes.html", {"codes": codes})


@signed_in
@require_POST
def set_keys(request: StaffRequest) -> HttpResponse:
    """Whether shortcuts of one key work for me."""
    request.user.single_keys = request.POST.get("single_keys") == "on"
    request.user.save(update_fields=["single_keys"])
    messages.success(request, _("单键快捷键已开启") if request.user.single_keys else _("单键快捷键已关闭"))
    return redirect("people:me")


@signed_in
@require_POST
def end_sessions(request: StaffRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    ended = sessions.end(request.user, besides=request.session.session_key)
    audit.note(what="sessions_ended", by=request.user, subject=request.user.username, request=request)
    messages.success(request, _("已退出其他 %(ended)s 处登录") % {"ended": ended})
    return redirect("people:me")
