"""What a visitor is told when no view could answer: a page, or problem+json below /api/."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader
from django.utils.translation import gettext as _
from django.views import defaults

from xinqiao.doors.openapi.problems import problem
from xinqiao.project.logs import REQUEST_ID


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what came is no request of ours. Never says more: the exception may quote what was sent."""
    if _is_of_api(request):
        return problem(400, "bad_request", _("请求不正确"))
    return defaults.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    if _is_of_api(request):
        return problem(403, "forbidden", _("不允许"))
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    if _is_of_api(request):
        return problem(404, "not_found", _("没有，或不在您的范围内"))
    return defaults.page_not_found(request, exception)


def failed(request: HttpRequest) -> HttpResponse:
    """500, with the id under which the log tells what happened. Drawn without the frame: that asks the database,
    which may be what failed."""
    request_id = REQUEST_ID.get()
    if _is_of_api(request):
        detail = _("系统出错了，错误已记录。请稍后再试；仍不成功请联系管理员并告知请求编号。")
        return problem(500, "failed", detail, request=request_id)
    return HttpResponseServerError(loader.render_to_string("500.html", {"request_id": request_id}))


def _is_of_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")
