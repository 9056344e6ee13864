"""A citizen on the phone: the agent's form, already checked field by field."""

from collections.abc import Mapping
from typing import Any

from xinqiao.intake.channels.base import Channel, Draft


def read(form: Mapping[str, Any]) -> Draft:
    """A draft from the cleaned registration form."""
    return Draft(
        source=form["source"].code if form.get("source") else CHANNEL.code,
        case_type=form["case_type"],
        title=form["title"],
        text=form["text"],
        category=form["category"].code if form.get("category") else "",
        area=form["area"].code if form.get("area") else "",
        place=form.get("place", ""),
        urgency=form["urgency"],
        confidentiality=form["confidentiality"],
        name=form.get("name", ""),
        phone=form.get("phone", ""),
        address=form.get("address", ""),
        accused=form["accused"].code if form.get("accused") else "",
        earlier=form.get("earlier", ""),
        due_at=form.get("due_at"),
    )


CHANNEL = Channel("phone", read)
