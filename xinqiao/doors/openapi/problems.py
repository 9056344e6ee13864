"""Errors of the API as application/problem+json; one table of exceptions."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from xinqiao.callback.actions import CallbackDone, RatingsWrong
from xinqiao.cases.foreign import NumberTaken
from xinqiao.cases.refusal import Barred, Conflict, Incomplete, NotYours, Unknown
from xinqiao.clock.workcal import UnpublishedYear
from xinqiao.deadlines import calendar
from xinqiao.deadlines.extension import BadExtension
from xinqiao.deadlines.rules import NoRule
from xinqiao.doors.openapi.repeats import OtherBody
from xinqiao.doors.openapi.words import in_words
from xinqiao.intake.actions import AlreadyHere
from xinqiao.intake.channels.base import Unreadable
from xinqiao.people.limits import TooMany
from xinqiao.text.masking import mask_values

READABLE = {"ensure_ascii": False}


def problem(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """A problem+json answer; `code` is stable, `detail` is for people and in their language. What was sent may be
    quoted in it and be personal: it is masked."""
    told = mask_values({"detail": detail, **more})
    body = {"type": f"about:blank#{code}", "title": code, "status": status, **told}
    return JsonResponse(body, status=status, content_type="application/problem+json", json_dumps_params=READABLE)


def attach(api: NinjaAPI) -> None:
    """Answer every error that the operations raise with its problem."""
    handlers = {
        Http404: lambda r, e: problem(404, "not_found", gettext("没有，或不在您的范围内")),
        AuthenticationError: lambda r, e: _not_signed_in(),
        NotYours: lambda r, e: problem(404, "not_yours", str(e)),
        Conflict: _conflict,
        Barred: lambda r, e: problem(409, "barred", str(e), instead=[move.verb for move in e.instead]),
        Unknown: lambda r, e: problem(422, "invalid", str(e), fields={e.field: e.problem}),
        BadExtension: lambda r, e: problem(422, "invalid", str(e), fields={"until_on": str(e)}),
        NumberTaken: lambda r, e: problem(409, "already_here", str(e), number=e.case.number),
        Incomplete: lambda r, e: problem(422, "incomplete", str(e), fields=dict.fromkeys(e.missing, str(e))),
        Unreadable: lambda r, e: problem(422, "invalid", gettext("有字段不正确"), fields=e.problems),
        ValidationError: _invalid,
        AlreadyHere: lambda r, e: problem(409, "already_here", str(e), number=e.case.number),
        NoRule: lambda r, e: problem(422, "no_deadline_rule", str(e)),
        UnpublishedYear: lambda r, e: problem(422, "unpublished_year", calendar.in_words(e)),
        CallbackDone: lambda r, e: problem(409, "callback_done", gettext("这次回访已由他人完成")),
        RatingsWrong: lambda r, e: _ratings_wrong(),
        OtherBody: lambda r, e: problem(422, "other_body", gettext("同一幂等键已用于另一内容")),
        TooMany: lambda r, e: _too_many(e),
        RequestDataTooBig: lambda r, e: _too_large(),
        # The library raises it for one thing only: a body that it cannot read.
        HttpError: lambda r, e: problem(e.status_code, "refused", gettext("请求正文不是可读的 JSON")),
    }
    for error, handler in handlers.items():
        api.add_exception_handler(error, handler)


def methods_in_words(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a method that an address of the API does not know, which the library answers by itself, is a problem
    too."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not request.path_info.startswith("/api/"):
            return response
        methods = ", ".join(sorted(response["Allow"].split(", ")))
        told = problem(405, "no_such_method", gettext("此地址只接受 %(methods)s") % {"methods": methods})
        told["Allow"] = methods
        return told

    return respond


def _not_signed_in() -> HttpResponse:
    answer = problem(401, "not_signed_in", gettext("缺少有效的令牌"))
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _too_large() -> HttpResponse:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 2**20
    return problem(413, "too_large", gettext("请求正文太大，最多 %(most)s MB") % {"most": f"{most:g}"})


def _too_many(error: TooMany) -> HttpResponse:
    answer = problem(429, "too_many", gettext("请求过于频繁，请 %(seconds)d 秒后再试") % {"seconds": error.seconds})
    answer["Retry-After"] = str(error.seconds)
    return answer


def _conflict(request: HttpRequest, error: Conflict) -> HttpResponse:
    return problem(409, "conflict", str(error), standing=error.standing, instead=[move.verb for move in error.instead])


def _ratings_wrong() -> HttpResponse:
    told = gettext("已接通时须为每个主办单位评价一次，未接通时不得评价")
    return problem(422, "ratings", told, fields={"ratings": told})


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Field -> what is wrong; never what was sent, which may be personal. A body in chunks, which WSGI does not hand on,
    would be missed without a word; the shipped proxy adds its length."""
    if "Transfer-Encoding" in request.headers and "Content-Length" not in request.headers:
        return problem(411, "length_required", gettext("请求正文须以 Content-Length 注明长度，不能分块发送"))
    fields = {".".join(str(part) for part in one["loc"][1:]) or "body": in_words(one) for one in error.errors}
    return problem(422, "invalid", gettext("有字段不正确"), fields=fields)
