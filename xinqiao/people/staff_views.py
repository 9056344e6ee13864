"""The people whose access this administrator keeps: the list, a person, a new one, and each decision."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinqiao.people import actions, brakes, factors, governing, paging, proof
from xinqiao.people.access import StaffRequest, needs
from xinqiao.people.governing import VERB, NotAllowed
from xinqiao.people.models import Post, Staff
from xinqiao.people.staff_forms import PersonForm, PostForm, PostFormSet
from xinqiao.people.views import WRONG_STATUS

POSTS = Prefetch("posts", Post.objects.select_related("unit", "role").order_by("unit__path", "role__code"))


@needs(VERB)
@require_safe
def people(request: StaffRequest) -> HttpResponse:
    """The people in reach; a word in the address finds names, user names and units."""
    word = request.GET.get("word", "").replace("\0", "").strip()
    found = governing.managed(request.user).prefetch_related(POSTS).order_by("-is_active", "username")
    page = paging.of(request, _named(found, word))
    return render(request, "people/people.html", {"page": page, "word": word, "shut": _shut(page)})


def _named(found: "QuerySet[Staff]", word: str) -> "QuerySet[Staff]":
    if not word:
        return found
    at_unit = Post.objects.filter(unit__name__contains=word).values("staff")
    return found.filter(Q(username__icontains=word) | Q(name__contains=word) | Q(pk__in=at_unit))


def _shut(staff: Iterable[Staff]) -> set[int]:
    """The keys of those whose account takes no password or no code at the moment."""
    keys = {key: one.pk for one in staff for key in (proof.key_of_name(one.username), factors.key_of(one))}
    return {keys[key] for key in brakes.shut(keys, now=timezone.now())}


@needs(VERB)
@require_safe
def person(request: StaffRequest, pk: int) -> HttpResponse:
    """One person: posts, state, and what this administrator may do about them."""
    return _shown(request, _managed(request, pk), PostForm(by=request.user))


def _managed(request: StaffRequest, pk: int) -> Staff:
    """Who is not in reach is not there."""
    return get_object_or_404(governing.managed(request.user), pk=pk)


def _shown(request: StaffRequest, staff: Staff, form: PostForm) -> HttpResponse:
    posts = list(staff.posts.select_related("unit", "role").order_by("unit__path", "role__code"))
    is_own = staff.pk == request.user.pk
    context = {
        "person": staff,
        "posts": [(post, not is_own and governing.may_give(request.user, post.unit, post.role)) for post in posts],
        "is_own": is_own,
        "governs": governing.governs(request.user, staff),
        "is_shut": staff.pk in _shut([staff]),
        "has_factor": factors.of(staff) is not None,
        "form": form,
    }
    return render(request, "people/person.html", context, status=WRONG_STATUS if form.errors else 200)


@needs(VERB)
@never_cache
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """A new person with his first posts; the initial password is shown on the page that answers, once."""
    form = PersonForm(request.POST or None)
    places = PostFormSet(request.POST or None, prefix="posts", form_kwargs={"by": request.user})
    answer = None
    if all([form.is_valid(), places.is_valid()]):
        answer = _added(request, form, _chosen(places))
    context = {"form": form, "places": places}
    wrong = request.method == "POST"
    return answer or render(request, "people/add.html", context, status=WRONG_STATUS if wrong else 200)


def _chosen(places: Any) -> list[Any]:
    return [(one.cleaned_data["unit"], one.cleaned_data["role"]) for one in places if one.cleaned_data.get("unit")]


def _added(request: StaffRequest, form: PersonForm, places: list[Any]) -> HttpResponse | None:
    try:
        staff, password = actions.add_person(
            form.cleaned_data["username"], form.cleaned_data["name"], places, by=request.user, now=timezone.now()
        )
    except IntegrityError:  # somebody else took the name between the form's look and now
        form.add_error("username", _("用户名“%(username)s”已有人使用") % form.cleaned_data)
        return None
    return _password(request, staff, password)


def _password(request: StaffRequest, staff: Staff, password: str) -> HttpResponse:
    return render(request, "people/initial_password.html", {"person": staff, "password": password})


@needs(VERB)
@require_POST
def give_post(request: StaffRequest, pk: int) -> HttpResponse:
    """Another role at a unit."""
    staff = _managed(request, pk)
    form = PostForm(request.POST, by=request.user)
    if not form.is_valid():
        return _shown(request, staff, form)
    unit, role = form.cleaned_data["unit"], form.cleaned_data["role"]
    return _decided(request, staff, lambda: actions.give_post(staff, unit, role, by=request.user), _("岗位已增加"))


@needs(VERB)
@require_POST
def end_post(request: StaffRequest, pk: int, post_pk: int) -> HttpResponse:
    """One role at a unit ends; it holds from the next request on."""
    staff = _managed(request, pk)
    post = get_object_or_404(staff.posts.select_related("staff", "unit", "role"), pk=post_pk)
    return _decided(request, staff, lambda: actions.end_post(post, by=request.user), _("岗位已撤销"))


@needs(VERB)
@require_POST
def leave(request: StaffRequest, pk: int) -> HttpResponse:
    """All access ends."""
    staff, now = _managed(request, pk), timezone.now()
    done = _("已停用，其登录和令牌即刻失效")
    return _decided(request, staff, lambda: actions.leave(staff, by=request.user, now=now), done)


@needs(VERB)
@require_POST
def unlock(request: StaffRequest, pk: int) -> HttpResponse:
    """The account takes passwords again."""
    staff = _managed(request, pk)
    return _decided(request, staff, lambda: actions.unlock(staff, by=request.user), _("已解锁"))


@needs(VERB)
@require_POST
def reset_second_factor(request: StaffRequest, pk: int) -> HttpResponse:
    """The second factor is taken away."""
    staff, done = _managed(request, pk), _("第二重验证已清除，其登录已退出")
    return _decided(request, staff, lambda: actions.reset_second_factor(staff, by=request.user), done)


def _decided(request: StaffRequest, staff: Staff, act: Callable[[], object], done: str) -> HttpResponse:
    """Do it and say so, or say why not; back to the person, or to the list when he is out of reach now."""
    try:
        act()
    except NotAllowed as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{staff.name}：{done}")
    if governing.managed(request.user).filter(pk=staff.pk).exists():
        return redirect("people:person", staff.pk)
    return redirect("people:people")


@needs(VERB)
@never_cache
@require_POST
def reset_password(request: StaffRequest, pk: int) -> HttpResponse:
    """A new initial password; for who left, the way back in."""
    staff = _managed(request, pk)
    renew = actions.reset_password if staff.is_active else actions.come_back
    try:
        password = renew(staff, by=request.user, now=timezone.now())
    except NotAllowed as error:
        messages.error(request, str(error))
        return redirect("people:person", staff.pk)
    return _password(request, staff, password)
