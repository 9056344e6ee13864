"""The description at /api/v1/openapi.json tells all that any operation answers: from it clients are written."""

import json

import pytest

from tests.structure.routes import operations
from xinqiao.doors.openapi.api import api

BODIES = sorted(name for name, (_, told) in operations().items() if "requestBody" in told)


@pytest.mark.parametrize("name", sorted(operations()))
def test_every_operation_tells_that_it_wants_a_token_and_how_often_it_may_be_asked(name):
    responses = operations()[name][1]["responses"]
    assert {401, 429} <= responses.keys()
    assert list(responses[429]["headers"]) == ["Retry-After"]


@pytest.mark.parametrize("name", BODIES)
def test_every_operation_with_a_body_tells_that_it_refuses_unreadable_large_and_wrong_ones(name):
    assert {400, 411, 413, 422} <= operations()[name][1]["responses"].keys()


def test_every_refusal_is_described_as_a_problem():
    told = [told["responses"] for _, told in operations().values()]
    forms = {
        form for responses in told for status in responses if status >= 400 for form in responses[status]["content"]
    }
    assert forms == {"application/problem+json"}


@pytest.mark.parametrize("name", BODIES)
def test_the_key_of_a_repeat_has_the_name_by_which_it_is_sent(name):
    headers = [one["name"] for one in operations()[name][1]["parameters"] if one["in"] == "header"]
    assert headers == ["Idempotency-Key"]


def test_it_is_made_once_and_anybody_may_read_it(client):
    told = json.loads(client.get("/api/v1/openapi.json").content)
    assert told["components"]["securitySchemes"]["Bearer"]["scheme"] == "bearer"
    assert api.get_openapi_schema(path_prefix="/x/") is api.get_openapi_schema(path_prefix="/x/")
