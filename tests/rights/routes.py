"""Every route of the house, in the group that says which test compares it; one that is in none fails."""

from typing import Final

from tests.rights.expected import PAGES
from tests.structure.routes import operations, routes
from xinqiao.cases.lifecycle import MOVES

# Pages of moves: named by the verb, on a case, a task or a callback.
MOVE_PAGES: Final = sorted(
    route.name
    for route in routes()
    if route.name.partition(":")[2] in MOVES and "<" in route.pattern and not route.name.startswith("api:")
)
# Those that are sent and have nothing to be typed.
POSTED: Final = ("handling:sign",)
MOVE_OPERATIONS: Final = sorted(
    name for name in operations() if name.partition(":")[2] in MOVES and name != "api:register"
)

CASE_PAGES: Final = (
    "desks:case",
    "desks:registered",
    "desks:download",
    "desks:picture",
    "desks:show_contact",
    "desks:urgent_report",
    "desks:order",
    "desks:order_file",
)
FOUND: Final = ("intake:same_person", "desks:counter", "desks:search", "desks:palette", "api:search")
READINGS: Final = ("api:list_cases", "api:list_assignments", "api:list_requests", "api:list_events", "api:get_case")
# Pages that hold no case -> the verbs that open them, and what stands in their address.
ENTRIES: Final[dict[str, tuple[tuple[str, ...], tuple[object, ...]]]] = {
    "intake:register": (("register",), ()),
    "intake:keep_draft": (("register",), ()),
    "intake:foresee": (("register",), ()),
    "dispatch:responsibility": (("dispatch", "rule_return"), (1,)),
    "desks:choose_columns": (("view",), ()),
    "desks:save_filter": (("view",), ()),
    "intake:announced": (("register",), ()),
    "desks:announcements": (("announce",), ()),
    "desks:end_announcement": (("announce",), (1,)),
    "desks:publications": (("publish",), ()),
    "desks:decline_publication": (("publish",), (1,)),
    "desks:withdraw_publication": (("publish",), (1,)),
    "desks:propose_publication": (("propose_publication",), ("2606010000011",)),
    "dispatch:hand_out": (("dispatch",), ()),
    "dispatch:merge_all": (("rule_merge",), ()),
    "handling:preview": (("reply", "interim_reply"), ()),
    "handling:delegate_all": (("delegate",), ()),
    "handling:sign_all": (("sign",), ()),
    "assessment:figures": (("view_figures",), ()),
    **{
        f"desks:{name}": (("view_figures",), ())
        for name in ("cockpit", "cockpit_trend", "cockpit_races", "cockpit_hottest")
    },
    "desks:begin_batch": (("sign", "dispatch", "delegate", "rule_merge"), ("sign",)),
    "desks:exports": (("export",), ()),
    "desks:export": (("export",), ()),
    "office:calendar": (("reschedule",), ()),
    "office:year": (("reschedule",), (2026,)),
    "cities:settings": (("configure",), ()),
    "cities:platform": (("configure",), ()),
    "cities:folder": (("configure",), ()),
    **{f"cities:{name}": (("configure",), ("units",)) for name in ("table", "row", "upload", "download")},
    "people:audit": (("view_audit",), ()),
    "people:people": (("manage_staff",), ()),
    "people:add": (("manage_staff",), ()),
    **{
        f"people:{name}": (("manage_staff",), (1,))
        for name in ("person", "give_post", "leave", "unlock", "reset_password", "reset_second_factor")
    },
    "people:end_post": (("manage_staff",), (1, 1)),
    "people:duty": (("manage_duty",), ()),
    "people:remove_duty": (("manage_duty",), (1,)),
}
BY_UNIT: Final = ("people:duty_unit",)
OF_UNITS: Final = ("assessment:standing",)
TOLD_BY_ROLE: Final = ("api:figures", "api:register")
# One's own, everybody's, or nobody's: nothing of a case stands there.
WITHOUT_RIGHTS: Final = (
    "intake:discard_draft",  # one's own draft: tests/intake/test_drafts.py
    "desks:publication",  # of a case that one sees: tests/doors/test_publications.py
    "desks:drop_filter",  # one's own: tests/doors/test_saved_filters.py
    # One's own: tests/doors/test_batches.py.
    *(f"desks:{name}" for name in ("batches", "batch", "batch_results", "cancel_batch")),
    "desks:fetch_export",  # one's own export: tests/doors/test_exports.py
    # The citizen's own pages, which know no staff: tests/doors/test_portal.py.
    *(
        f"portal:{name}"
        for name in (
            "home", "look", "leave", "submit", "receipt", "track", "case", "file", "rate", "append", "urge", "withdraw",
            "published", "publication", "similar", "statistics",
        )
    ),
    "home", "set_language", "metrics", "api:openapi-json", "api:api-root", "live",
    *(
        f"people:{name}"
        for name in (
            "sign_in", "demo_sign_in", "give_code", "change_initial", "enrol", "sign_out", "me", "change_password",
            "set_second_factor", "renew_codes", "drop_second_factor", "end_sessions", "set_keys",
        )
    ),
)  # fmt: skip
GROUPS: Final = (
    MOVE_PAGES, MOVE_OPERATIONS, CASE_PAGES, FOUND, READINGS, tuple(PAGES), tuple(ENTRIES), BY_UNIT, OF_UNITS, TOLD_BY_ROLE,
    WITHOUT_RIGHTS,
)  # fmt: skip
