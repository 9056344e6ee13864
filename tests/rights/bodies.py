"""What a program sends for each operation: all that it needs, so that rights alone decide."""

from typing import Any, Final

RULED: Final = {"granted": False, "reason": "依据不足"}
WHY: Final = {"reason": "依据不足"}
BODIES: Final[dict[str, dict[str, Any]]] = {
    "accept": {},
    "amend": {"urgency": "critical", **WHY},
    "answer_directly": {"text": "可凭身份证办理。"},
    "append": {"text": "昨晚又发生了。"},
    "brief_leader": {"leader": "值班领导", "means": "phone", "text": "约三十人聚集。"},
    "call_back": {"result": "no_answer"},
    "carry_over": {"look_at": "2026-01-01T00:00:00+08:00", "told": True, **WHY},
    "consult": {"units": ["rsj"], "text": "均认为可行。"},
    "contact": {"result": "reached"},
    "convey": {"text": "请一并核查。"},
    "decline": {"ground": "litigation", "text": "请向人民法院起诉。"},
    "delegate": {"unit": "anning", "note": "请核查。"},
    "designate": {"unit": "rsj", **WHY},
    "dispatch": {"unit": "rsj", "note": "请核查。"},
    "exclude": {"indicator": "satisfaction", "ground": "impossible", **WHY},
    "extend": {"until_on": "2025-09-20", **WHY},
    "feed_back": {"text": "已协助。"},
    "flag": {"flag": "urgent"},
    "interim_reply": {"text": "正在施工。"},
    "invalidate": {"ground": "prank"},
    "look_again": {"text": "尚不具备条件。", "look_at": "2026-01-01T00:00:00+08:00"},
    "pass_review": {},
    "pause": {"until": "2026-01-01T00:00:00+08:00", **WHY},
    "propose_answer": {"text": "可凭身份证办理。"},
    "propose_dispatch": {"unit": "rsj", "note": "请核查。"},
    "propose_rework": WHY,
    "reassign": {"unit": "rsj", "note": "请核查。", **WHY},
    "relay": {"target": "fire"},
    "reply": {"outcome": "solved", "text": "已办结。"},
    "resume": {},
    "rework": {"units": ["rsj"], "note": "请重办。"},
    "rule_rework": {"verdict": "explained", **WHY},
    "send_back": {"basis": "not_ours", "proposed_unit": "rsj", **WHY},
    "sign": {},
    "split": {"unit": "rsj", "tie": "assisting", "note": "请核查。"},
    "strike_off": {"text": "已解决。"},
    "supplement": {"text": "请问具体门牌号。"},
    "terminate": {"ground": "citizen_refuses", **WHY},
    "uphold_decline": {},
    "wrap_up": {"urgency": "critical"},
    "urge": {},
    **dict.fromkeys(
        ("object", "overturn_decline", "recall", "reject_review", "reschedule", "unflag", "unmerge", "withdraw"), WHY
    ),
}


def body(verb: str, into: str) -> dict[str, Any]:
    """`into`: the number of a case that the sender sees, for a merge."""
    if verb == "propose_merge":
        return {"into": into}
    return RULED if verb.startswith("rule_") and verb != "rule_rework" else BODIES[verb]
