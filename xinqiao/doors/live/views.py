"""GET /live?topics=a,b: server-sent events for a signed-in browser."""

import asyncio
import json
from collections.abc import AsyncIterator

from django.contrib.auth import get_user
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from xinqiao.doors.live.hub import Hub, Listener
from xinqiao.doors.live.topics import TOPICS
from xinqiao.people.models import Staff

HEARTBEAT_SECONDS = 20
# A stream ends by itself and the browser comes back: rights that were taken away are noticed by then.
STREAM_SECONDS = 600
HUB = Hub()


@require_GET
async def stream(request: HttpRequest) -> HttpResponseBase:
    """Messages `{"topic": T}` as they happen. 401 without a session; a topic one may not hear stays silent.

    Each (re)connection begins with every topic once: a page that was away reloads, whatever it missed.
    """
    staff = await HUB.ask(lambda: _signed_in(request))
    if staff is None:
        return _same_site(request, HttpResponse(status=401))
    asked = request.GET.get("topics", "").split(",")
    listener = Listener(staff, frozenset(topic for topic in asked if topic in TOPICS))
    response = StreamingHttpResponse(_messages(request, listener), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return _same_site(request, response)


def _signed_in(request: HttpRequest) -> Staff | None:
    staff = get_user(request)
    if not isinstance(staff, Staff):
        return None
    _ = staff.reaches  # kept by the object: the loop asks it for every message and must not wait for the database
    return staff


async def _messages(request: HttpRequest, listener: Listener) -> AsyncIterator[str]:
    with HUB.joined(listener):
        listener.hear_all()
        ends_at = asyncio.get_running_loop().time() + STREAM_SECONDS
        while asyncio.get_running_loop().time() < ends_at:
            try:
                event_id, topic = await asyncio.wait_for(listener.waiting.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                if not await HUB.ask(lambda: request.session.exists(request.session.session_key or "")):
                    return  # signed out: the stream ends with the session
                yield ": still here\n\n"
            else:
                yield f"id: {event_id}\ndata: {json.dumps({'topic': topic})}\n\n"


def _same_site(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Let the page's own origin read the stream where it is served from another port (the demo, no proxy)."""
    origin = request.headers.get("Origin", "")
    host = request.get_host().partition(":")[0]
    if origin and url_has_allowed_host_and_scheme(origin, {host, *_with_ports(origin, host)}):
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Credentials"] = "true"
        response["Vary"] = "Origin"
    return response


def _with_ports(origin: str, host: str) -> set[str]:
    port = origin.rpartition(":")[2]
    return {f"{host}:{port}"} if port.isdigit() else set()
