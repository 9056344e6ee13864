"""/api/v1: one operation for each move, the list of cases, the search, the figures. Described at /api/v1/openapi.json."""

from ninja.renderers import JSONRenderer

from xinqiao.doors.openapi import callbacks, cases, figures, lists, moves, problems, search
from xinqiao.doors.openapi.auth import Bearer
from xinqiao.doors.openapi.description import Described


class Renderer(JSONRenderer):
    """Chinese stays readable in answers."""

    json_dumps_params = {"ensure_ascii": False}


api = Described(
    title="Xinqiao 心桥",
    version="1",
    description="12345 hotline platform: one operation for each move of the lifecycle.",
    auth=Bearer(),
    docs_url=None,
    renderer=Renderer(),
    urls_namespace="api",
)
problems.attach(api)
api.add_router("", cases.router)
api.add_router("", moves.router)
api.add_router("", callbacks.router)
api.add_router("", lists.router)
api.add_router("", figures.router)
api.add_router("", search.router)
