"""Indicators as data: what is counted, over what, in which window. Pure; `facts.py` says what the words mean in rows.

Formulas are common usage of the field; numerator, denominator and excluded are always kept, so that a published
value can be traced and its rule be told.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from xinqiao.cases.lifecycle import N_


class Source(StrEnum):
    """The rows that an indicator counts."""

    CALLS = "calls"
    CASES = "cases"
    ASSIGNMENTS = "assignments"  # of the unit that has the task
    DISPATCHES = "dispatches"  # the same rows, of the unit that handed the task down
    RATINGS = "ratings"  # callbacks that have ended, with what was said of each unit


class Window(StrEnum):
    """The moment that puts a row into a period."""

    ENTERED = "entered"
    REGISTERED = "registered"
    DISPATCHED = "dispatched"
    DUE = "due"
    COMPLETED = "completed"
    CALLED_BACK = "called_back"


class Better(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Part(StrEnum):
    """What a figure is made of."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A share or, with no `numerator`, a count. The words name facts of the source's rows; a row counts when all hold.

    `among`: which rows it speaks of at all. `excluded`: which of those are in neither numerator nor denominator and
    are counted apart; so are tasks that a ruling left out (剔除) of the indicator `left_out_of`, its own if empty.
    """

    code: str
    label: str
    source: Source
    window: Window
    rule: str
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    excluded: str = ""
    better: Better = Better.HIGHER
    left_out_of: str = ""

    @property
    def is_share(self) -> bool:
        """False for a plain count, whose value is its denominator."""
        return bool(self.numerator)

    @property
    def by_unit(self) -> bool:
        """True when its rows belong to units."""
        return self.source in UNIT_SOURCES

    @property
    def ruling(self) -> str:
        """The indicator whose rulings on exclusion hold for this one."""
        return self.left_out_of or self.code


UNIT_SOURCES: Final = frozenset({Source.ASSIGNMENTS, Source.DISPATCHES, Source.RATINGS})
_LOWER: Final[dict[str, Any]] = {"better": Better.LOWER}
_PLAIN: Final[dict[str, Any]] = {"better": Better.NEITHER}


def _of(source: Source, window: Window, **shared: Any) -> Any:
    """Makes indicators of one source and window: code, label, rule, and what else is theirs."""

    def make(code: str, label: str, rule: str, **more: Any) -> Indicator:
        return Indicator(code, label, source, window, rule, **(shared | more))

    return make


_call = _of(Source.CALLS, Window.ENTERED, excluded="still_waiting")
_case = _of(Source.CASES, Window.REGISTERED)
_accepted = _of(Source.CASES, Window.REGISTERED, excluded="not_accepted", **_PLAIN)
_finished = _of(Source.CASES, Window.COMPLETED, excluded="not_to_call")
_task = _of(Source.ASSIGNMENTS, Window.DISPATCHED, among=("kept",))
_handed = _of(Source.ASSIGNMENTS, Window.DISPATCHED)
_due = _of(
    Source.ASSIGNMENTS, Window.DUE, among=("kept",), denominator=("limit_reached",), left_out_of="completed_in_time"
)
_done = _of(Source.ASSIGNMENTS, Window.COMPLETED, among=("kept",))
_dispatch = _of(Source.DISPATCHES, Window.DISPATCHED)
_rating = _of(Source.RATINGS, Window.CALLED_BACK, excluded="unrated")

_ALL: Final = (
    _call("calls", N_("人工来电量"), N_("期内请求人工服务的来电"), excluded="", **_PLAIN),
    _call("connected", N_("接通率"), N_("人工接听 ÷ 请求人工服务的来电；仍在等候的不计"), numerator=("answered",)),
    _call("answered_in_15_seconds", N_("15秒接通率"), N_("15 秒内人工接听 ÷ 请求人工服务的来电；仍在等候的不计"),
          numerator=("answered_at_once",)),
    _accepted("accepted", N_("受理量"), N_("期内登记的诉求件数，不含无效和不予受理")),
    _case("declined", N_("不予受理量"), N_("期内登记、决定不予受理的件数"), among=("declined",), **_PLAIN),
    _case("invalid", N_("无效量"), N_("期内登记的无声、打错、骚扰等，单独统计"), among=("invalid",), **_PLAIN),
    _accepted("answered_directly", N_("直接答复率"), N_("未派单即答复办结 ÷ 受理量"), numerator=("answered_directly",),
              better=Better.HIGHER),
    _accepted("forwarded", N_("转办率"), N_("已派单 ÷ 受理量"), numerator=("dispatched",)),
    _accepted("repeated", N_("重复诉求率"), N_("同一诉求人再次提出的诉求 ÷ 受理量"), numerator=("repeated",), **_LOWER),
    _handed("handed_down", N_("派单量"), N_("期内派给单位的承办单，含后来退回、撤回的"), **_PLAIN),
    _task("signed_in_time", N_("按时签收率"), N_("限时内签收 ÷ 已签收或已到签收时限的派单；超时自动签收不算按时"),
          numerator=("signed_in_limit",), denominator=("sign_limit_reached",), excluded="no_sign_limit"),
    _task("responded_in_time", N_("响应率"), N_("限时内联系诉求人 ÷ 已联系或已到联系时限的派单；匿名、无联系方式的不计"),
          numerator=("contacted_in_limit",), denominator=("contact_limit_reached",), excluded="no_contact_limit"),
    _task("completed", N_("办结率"), N_("已办结 ÷ 期内派单，不含已退回、撤回的；以统计时刻为准"), numerator=("completed",)),
    _due("completed_in_time", N_("按时办结率"), N_("限时内答复并审核通过 ÷ 期内到期的派单；等候审核不算超期"),
         numerator=("completed_in_limit",)),
    _due("completed_late", N_("超期办结率"), N_("超期后答复并审核通过 ÷ 期内到期的派单"), numerator=("completed_past_limit",),
         **_LOWER),
    _due("open_late", N_("超期未办结率"), N_("到统计时刻已超期、仍未办结 ÷ 期内到期的派单"), numerator=("not_completed",),
         **_LOWER),
    _handed("returned", N_("退单率"), N_("单位申请退单 ÷ 期内派单"), numerator=("asked_back",), **_LOWER),
    _handed("unduly_returned", N_("退单不当率"), N_("退单未获同意（含异议后仍未获同意）÷ 期内派单，计单位"),
            numerator=("unduly_returned",), **_LOWER),
    _dispatch("wrongly_dispatched", N_("误派率"), N_("退单或异议获同意、签收后改派 ÷ 期内派单，计派单方"), numerator=("wrong",),
              **_LOWER),
    _done("finished", N_("办结量"), N_("期内办结的承办单"), **_PLAIN),
    _done("reworked", N_("重办率"), N_("办结后裁定由本单位重办 ÷ 期内办结的派单"), numerator=("reworked",), **_LOWER),
    _finished("called_back", N_("回访率"), N_("回访已结束 ÷ 期内办结应回访的诉求；匿名、直接答复、未抽中的不计"),
              numerator=("called_back",)),
    _finished("reached", N_("回访接通率"), N_("接通、拒评与空号 ÷ 期内办结应回访的诉求"), numerator=("reached",)),
    _rating("resolution", N_("解决率"), N_("诉求人称已解决 ÷ 有效评价；未接通、拒评、空号不计"), numerator=("solved",)),
    _rating("satisfaction", N_("满意率"), N_("基本满意及以上 ÷ 有效评价；未接通、拒评、空号不计"), numerator=("satisfied",)),
    _rating("rectified", N_("不满意整改率"), N_("重办后评价转好 ÷ 经核实（裁定重办）的不满意评价；未核实的不计"),
            among=("bad",), numerator=("rectified",), excluded="not_verified"),
)  # fmt: skip

INDICATORS: Final[dict[str, Indicator]] = {indicator.code: indicator for indicator in _ALL}
SHARES: Final[dict[str, Indicator]] = {code: one for code, one in INDICATORS.items() if one.is_share}
