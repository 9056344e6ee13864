"""Another program: the JSON body of POST /api/v1/cases, already checked against its schema."""

from collections.abc import Mapping
from typing import Any

from xinqiao.intake.channels.base import Channel, Draft


def read(body: Mapping[str, Any]) -> Draft:
    """A draft from the request body; its fields have the draft's names."""
    return Draft(**{"source": CHANNEL.code} | {name: value for name, value in body.items() if value is not None})


CHANNEL = Channel("api", read)
