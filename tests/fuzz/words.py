"""What makes sense to this city: values that the fuzz takes often instead of its own, so that it gets past the door."""

from datetime import date, timedelta
from typing import Any

import schemathesis

from tests.fuzz.platform import Platform
from tests.rights import bodies
from xinqiao.cases.lifecycle import MOVES

OFTEN, SOMETIMES, SELDOM = 0.8, 0.5, 0.1
SOON = date.today() + timedelta(days=9)
TABLES = {
    "units": "people_unit", "categories": "catalogue_category", "areas": "catalogue_area", "sources": "catalogue_source",
    "grounds": "catalogue_ground",
}  # fmt: skip
# Dictionary -> the parameters that it is for, and how often.
MEANT: dict[str, tuple[float, tuple[str, ...]]] = {
    "units": (
        OFTEN,
        ("body.unit", "body.proposed_unit", "body.co_leads[*]", "body.assisting[*]", "body.units[*]", "query.unit"),
    ),
    "grounds": (OFTEN, ("body.ground", "body.basis", "body.target")),
    "numbers": (OFTEN, ("body.into", "query.case")),
    "days": (OFTEN, ("body.until_on",)),
    "moments": (OFTEN, ("body.until", "body.look_at")),
    "categories": (SOMETIMES, ("body.category", "query.category")),
    "areas": (SOMETIMES, ("body.area", "query.area")),
    "sources": (SOMETIMES, ("body.source", "query.channel", "query.source")),
    "begins": (SOMETIMES, ("query.since",)),
    "ends": (SOMETIMES, ("query.until",)),
    "phones": (SOMETIMES, ("body.phone",)),
    "accused": (SELDOM, ("body.accused",)),
    "keys": (SELDOM, ("header.Idempotency-Key",)),
}


def configuration(platform: Platform) -> schemathesis.Config:
    """Schemathesis as the walk uses it: tokens are the walk's own, words those of the city."""
    known = {
        **{name: platform.codes(table) for name, table in TABLES.items()},
        "numbers": platform.numbers("get_case")[:40],
        "days": [str(SOON), str(SOON + timedelta(days=1))],
        "moments": [f"{SOON}T10:00:00+08:00"],
        "begins": ["2026-01-01T00:00:00+08:00"],
        "ends": ["2026-03-01T00:00:00+08:00"],
        "phones": ["13800000000", "0937-6221234"],
        "keys": ["a", "b"],
        "accused": platform.codes("people_unit"),
    }
    return schemathesis.Config.from_dict(
        {
            "generation": {"with-security-parameters": False},
            "dictionaries": {name: {"values": values} for name, values in known.items()},
            "parameters": {
                parameter: {"dictionary": name, "probability": often}
                for name, (often, parameters) in MEANT.items()
                for parameter in parameters
            },
        }
    )


def usual_body(verb: str, into: str) -> dict[str, Any] | None:
    """What a program sends for the move when all is well; None for what is no move on a case or task."""
    if verb not in MOVES or not MOVES[verb].from_:
        return None
    fit = {"extend": {"until_on": str(SOON), "told": True}, "delegate": {"unit": "heping"}}
    moments = dict.fromkeys(("until", "look_at"), f"{SOON}T10:00:00+08:00")
    usual = bodies.body(verb, into) | fit.get(verb, {})
    usual |= {"granted": True} if "granted" in usual else {}
    return usual | {name: value for name, value in moments.items() if name in usual}
