"""A citizen at the public pages: his own form, already checked field by field."""

from collections.abc import Mapping
from typing import Any, Final

from xinqiao.intake.channels.base import Channel, Draft
from xinqiao.text.sentences import first_sentence

TITLE_MOST: Final = 31


def read(form: Mapping[str, Any]) -> Draft:
    """A draft from the cleaned form. Who stays anonymous leaves nothing of himself; the same form sent twice is told by
    its key."""
    said = {} if form["confidentiality"] == "anonymous" else {name: form[name] for name in ("name", "phone")}
    return Draft(
        source=CHANNEL.code,
        case_type=form["case_type"],
        title=first_sentence(form["text"], TITLE_MOST),
        text=form["text"],
        place=form["place"],
        confidentiality=form["confidentiality"],
        system=CHANNEL.code if form["form_key"] else "",
        foreign_number=form["form_key"],
        **said,
    )


CHANNEL = Channel("web", read)
