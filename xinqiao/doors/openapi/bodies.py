"""What goes into each move. Codes and numbers become the rows that the actions ask for."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from django.utils.translation import gettext
from ninja import Field
from pydantic import AwareDatetime

from xinqiao.callback.models import Verdict
from xinqiao.cases import queries
from xinqiao.cases.lifecycle import Tie
from xinqiao.cases.models import Flag
from xinqiao.catalogue.models import Area, Category
from xinqiao.doors.openapi.strict import Strict
from xinqiao.handling.outcomes import ContactResult, Outcome
from xinqiao.intake.channels.base import Unreadable
from xinqiao.intake.urgent import Means
from xinqiao.people.models import Staff, Unit

LONG = 20_000
Code = Field(max_length=32)


def unit(code: str, field: str) -> Unit:
    """The unit of that code that can be given a task. Raises Unreadable."""
    found = Unit.objects.filter(code=code, is_active=True).exclude(parent=None).first()
    if found is None:
        raise Unreadable({field: gettext("没有编码为“%(code)s”的单位") % {"code": code}})
    return found


def units(codes: Iterable[str], field: str) -> list[Unit]:
    """As `unit`, for several."""
    return [unit(code, field) for code in codes]


class Nothing(Strict):
    """A move that nothing has to be said for."""


class TextIn(Strict):
    text: str = Field(min_length=1, max_length=LONG)


class NoteIn(Strict):
    note: str = Field("", max_length=LONG)


class ReasonIn(Strict):
    reason: str = Field(min_length=1, max_length=LONG)


class UrgeIn(Strict):
    text: str = Field("", max_length=LONG)


class RuleIn(Strict):
    granted: bool
    reason: str = Field("", max_length=LONG, description="must be given with a refusal")


class RuleExtensionIn(RuleIn):
    upper_reference: str = Field("", max_length=64, description="the upper platform's consent, for its own orders")
    upper_due_at: AwareDatetime | None = Field(None, description="the order's new deadline, if it was moved")


class AnswerIn(TextIn):
    article: str = Field("", max_length=64, description="the article that the answer cites")


class DeclineIn(TextIn):
    ground: str = Code


class BriefLeaderIn(TextIn):
    leader: str = Field(min_length=1, max_length=100, description="name and capacity")
    means: Literal["phone", "form"]

    def given(self, staff: Staff) -> dict[str, Any]:
        return {"leader": self.leader, "means": Means(self.means), "text": self.text}


class InvalidateIn(NoteIn):
    ground: str = Code


class RelayIn(NoteIn):
    target: str = Code
    number: str = Field("", max_length=64, description="the case's number there, such as the police number")


class FlagIn(NoteIn):
    flag: Literal["sensitive", "crowd", "urgent"]

    def given(self, staff: Staff) -> dict[str, Any]:
        return {"flag": Flag(self.flag), "note": self.note}


class ProposeMergeIn(NoteIn):
    into: str = Field(max_length=20, description="number of the case that this one is the same matter as")

    def given(self, staff: Staff) -> dict[str, Any]:
        main = queries.one_visible(staff, self.into).first()
        if main is None:
            raise Unreadable({"into": gettext("没有编号为“%(number)s”的诉求") % {"number": self.into}})
        return {"into": main, "note": self.note}


class DispatchIn(Strict):
    unit: str = Field(max_length=32, description="code of the lead unit")
    co_leads: list[str] = Field(default_factory=list, max_length=20)
    assisting: list[str] = Field(default_factory=list, max_length=20)
    note: str = Field("", max_length=2_000, description="of a confidential case or a report: the extract for the units")

    def given(self, staff: Staff) -> dict[str, Any]:
        return {
            "lead": unit(self.unit, "unit"),
            "co_leads": units(self.co_leads, "co_leads"),
            "assisting": units(self.assisting, "assisting"),
            "note": self.note,
        }


class DesignateIn(ReasonIn):
    unit: str = Code
    reason: str = Field(
        min_length=1, max_length=LONG,
        description="of a confidential case or a report: what the units read in place of the citizen's words",
    )  # fmt: skip
    assisting: list[str] = Field(default_factory=list, max_length=20)

    def given(self, staff: Staff) -> dict[str, Any]:
        found = {"lead": unit(self.unit, "unit"), "assisting": units(self.assisting, "assisting")}
        return {**found, "reason": self.reason}


class SplitIn(NoteIn):
    unit: str = Code
    tie: Literal["lead", "co_lead", "assisting"]

    def given(self, staff: Staff) -> dict[str, Any]:
        return {"unit": unit(self.unit, "unit"), "tie": Tie(self.tie), "note": self.note}


class ReassignIn(ReasonIn):
    unit: str = Field(max_length=32, description="code of the unit that should have had the task")
    note: str = Field("", max_length=2_000, description="for that unit; of a confidential case or a report the extract")

    def given(self, staff: Staff) -> dict[str, Any]:
        return {"unit": unit(self.unit, "unit"), "reason": self.reason, "note": self.note}


class ConsultIn(TextIn):
    units: list[str] = Field(min_length=1, max_length=20, description="codes of the units that were consulted")

    def given(self, staff: Staff) -> dict[str, Any]:
        return {"units": units(self.units, "units"), "text": self.text}


class DelegateIn(NoteIn):
    unit: str = Code
    assisting: list[str] = Field(default_factory=list, max_length=20)

    def given(self, staff: Staff) -> dict[str, Any]:
        return {
            "to": unit(self.unit, "unit"),
            "assisting": units(self.assisting, "assisting"),
            "note": self.note,
        }


class WrapUpIn(Strict):
    """Only what is named changes; null empties category, area or accused."""

    case_type: Literal["consultation", "help", "complaint", "report", "suggestion", "praise"] = "help"
    urgency: Literal["normal", "urgent", "critical"] = "normal"
    confidentiality: Literal["open", "confidential", "anonymous"] = "open"
    category: str | None = Field(None, max_length=32)
    area: str | None = Field(None, max_length=32)
    accused: str | None = Field(None, max_length=32)
    place: str = Field("", max_length=200)

    def given(self, staff: Staff) -> dict[str, Any]:
        facts = self.model_dump(exclude_unset=True)
        for name, model in (("category", Category), ("area", Area), ("accused", Unit)):
            if facts.get(name) is not None:
                facts[name] = model.objects.filter(code=facts[name], is_active=True).first()
                if facts[name] is None:
                    raise Unreadable({name: gettext("没有编码为“%(code)s”的项") % {"code": getattr(self, name)}})
        return facts


class AmendIn(ReasonIn, WrapUpIn):
    """What is put right, and why."""


class TerminateIn(ReasonIn):
    ground: str = Code


class ContactIn(NoteIn):
    result: Literal["reached", "not_reached"]

    def given(self, staff: Staff) -> dict[str, Any]:
        return {"result": ContactResult(self.result), "note": self.note}


class ReplyIn(TextIn):
    outcome: Literal["solved", "explained", "in_plan", "not_feasible"]

    def given(self, staff: Staff) -> dict[str, Any]:
        return {"outcome": Outcome(self.outcome), "text": self.text}


class SendBackIn(ReasonIn):
    basis: str = Field(max_length=32, description="code of a listed ground")
    proposed_unit: str = Code

    def given(self, staff: Staff) -> dict[str, Any]:
        proposed = unit(self.proposed_unit, "proposed_unit")
        return {"reason": self.reason, "basis": self.basis, "proposed_unit": proposed}


class ExtendIn(ReasonIn):
    until_on: date
    told: bool = Field(False, description="the citizen was told")
    ground: str = Field("", max_length=32)
    progress: str = Field("", max_length=LONG)


class PauseIn(ReasonIn):
    until: AwareDatetime
    ground: str = Field("", max_length=32)


class CarryOverIn(ReasonIn):
    look_at: AwareDatetime = Field(description="when it is looked at again")
    told: bool = Field(False, description="the citizen was told")
    ground: str = Field("", max_length=32)


class LookAgainIn(TextIn):
    look_at: AwareDatetime = Field(description="when it is looked at next")


class ProposeReworkIn(ReasonIn):
    advised: bool = True


class ReworkIn(NoteIn):
    units: list[str] = Field(min_length=1, max_length=20, description="the first one leads")

    def given(self, staff: Staff) -> dict[str, Any]:
        return {"units": units(self.units, "units"), "note": self.note}


class RuleReworkIn(ReasonIn):
    verdict: Literal["rework", "explained", "unreasonable"]
    units: list[str] = Field(default_factory=list, max_length=20, description="else those that were rated badly")
    note: str = Field("", max_length=2_000, description="for the units; of a confidential case the extract")

    def given(self, staff: Staff) -> dict[str, Any]:
        named = {"units": units(self.units, "units"), "note": self.note}
        return {"verdict": Verdict(self.verdict), "reason": self.reason, **named}


class ExcludeIn(ReasonIn):
    indicator: Literal["signed_in_time", "responded_in_time", "completed_in_time", "satisfaction", "resolution"]
    ground: str = Code
