"""The OpenAPI description, complete: what any operation may answer stands with each, and errors are problem+json."""

from functools import cache
from http import HTTPStatus
from typing import Any, Final

from ninja import NinjaAPI
from ninja.openapi import get_schema
from ninja.openapi.schema import OpenAPISchema

PROBLEM: Final = "application/problem+json"
REFUSES_ALL: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS)
REFUSES_BODIES: Final = (HTTPStatus.BAD_REQUEST, HTTPStatus.LENGTH_REQUIRED, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
RETRY_AFTER: Final = {"Retry-After": {"description": "seconds to wait", "schema": {"type": "integer"}}}


class Described(NinjaAPI):
    """An API that describes itself in full. The operations name what they alone answer."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The document. Made once for each prefix: anybody may ask for it, and it takes long."""
        return _document(self, self.get_root_path(path_params or {}) if path_prefix is None else path_prefix)


@cache
def _document(api: NinjaAPI, path_prefix: str) -> OpenAPISchema:
    document = get_schema(api, path_prefix)
    for path in document["paths"].values():
        for operation in path.values():
            _complete(operation)
    return document


def _complete(operation: dict[str, Any]) -> None:
    """Add what is refused before the operation begins, and name the form of every refusal."""
    responses = operation["responses"]
    for status in (*REFUSES_ALL, *(REFUSES_BODIES if "requestBody" in operation else ())):
        responses[status.value] = {"description": status.phrase, "content": _of_problem()}
    responses[HTTPStatus.TOO_MANY_REQUESTS.value]["headers"] = RETRY_AFTER
    for status in filter(lambda status: status >= HTTPStatus.BAD_REQUEST, responses):
        responses[status]["content"] = _of_problem()


def _of_problem() -> dict[str, Any]:
    return {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
