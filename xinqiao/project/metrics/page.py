"""GET /metrics, in the text form of Prometheus."""

import hmac
from ipaddress import ip_address

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from xinqiao.people.access import open_to_all
from xinqiao.project.metrics import counted
from xinqiao.project.metrics.told import Told

TOLD = CollectorRegistry()
TOLD.register(Told())


@open_to_all
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures of operation without any of a citizen. 404 for whoever may not read them."""
    if not may_read(request):
        raise Http404
    return HttpResponse(generate_latest(counted.registry()) + generate_latest(TOLD), content_type=CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    """Who shows XINQIAO_METRICS_TOKEN; where none is set, a program on this machine that comes without a proxy."""
    if wanted := settings.METRICS_TOKEN:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(shown.encode(), wanted.encode())
    if "X-Forwarded-For" in request.headers:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
