"""Indicators as data: what is counted, over what, in which window. Pure; `figures.py` turns the words into queries.

Formulas are common usage of the field; numerator, denominator and excluded are always kept, so that a published
value can be traced and its rule be told.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from xinqiao.cases.lifecycle import N_


class Source(StrEnum):
    """The rows that an indicator counts."""

    CASES = "cases"
    ASSIGNMENTS = "assignments"
    CALLBACKS = "callbacks"
    RATINGS = "ratings"


class Window(StrEnum):
    """The moment that puts a row into a period."""

    REGISTERED = "registered"
    DISPATCHED = "dispatched"
    DUE = "due"
    COMPLETED = "completed"
    CALLED_BACK = "called_back"


class Better(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A share or, with no `numerator`, a count. Words in `numerator`, `denominator`, `excluded` name facts of the
    source's rows; a row counts when all of them hold. `excluded` rows are in neither and are counted apart."""

    code: str
    label: str
    source: Source
    window: Window
    rule: str
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    excluded: str = ""
    better: Better = Better.HIGHER


_ALL: Final = (
    Indicator("accepted", N_("受理量"), Source.CASES, Window.REGISTERED,
              N_("期内登记的诉求件数，不含无效和不予受理"), excluded="not_accepted", better=Better.NEITHER),
    Indicator("forwarded", N_("转办率"), Source.CASES, Window.REGISTERED,
              N_("已派单 ÷ 受理量"), numerator=("dispatched",), excluded="not_accepted", better=Better.NEITHER),
    Indicator("signed_in_time", N_("按时签收率"), Source.ASSIGNMENTS, Window.DISPATCHED,
              N_("限时内签收 ÷ 已签收或已到签收时限的派单"), numerator=("signed_in_limit",),
              denominator=("sign_limit_reached",), excluded="no_sign_limit"),
    Indicator("responded_in_time", N_("响应率"), Source.ASSIGNMENTS, Window.DISPATCHED,
              N_("限时内联系诉求人 ÷ 已联系或已到联系时限的派单"), numerator=("contacted_in_limit",),
              denominator=("contact_limit_reached",), excluded="no_contact_limit"),
    Indicator("completed_in_time", N_("按时办结率"), Source.ASSIGNMENTS, Window.DUE,
              N_("限时内答复并审核通过 ÷ 期内到期的派单"), numerator=("completed_in_limit",),
              denominator=("limit_reached",)),
    Indicator("completed", N_("办结率"), Source.ASSIGNMENTS, Window.DISPATCHED,
              N_("已办结 ÷ 已派单"), numerator=("completed",)),
    Indicator("reached", N_("回访接通率"), Source.CALLBACKS, Window.CALLED_BACK,
              N_("接通、拒评与空号 ÷ 已结束的回访"), numerator=("reached",)),
    Indicator("resolution", N_("解决率"), Source.RATINGS, Window.CALLED_BACK,
              N_("诉求人称已解决 ÷ 有效评价"), numerator=("solved",)),
    Indicator("satisfaction", N_("满意率"), Source.RATINGS, Window.CALLED_BACK,
              N_("基本满意及以上 ÷ 有效评价"), numerator=("satisfied",)),
)  # fmt: skip

INDICATORS: Final[dict[str, Indicator]] = {indicator.code: indicator for indicator in _ALL}
