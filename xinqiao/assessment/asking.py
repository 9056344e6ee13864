"""A question as people write it - in an address, on the command line, to the API - and back into an address."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Any, Final, cast
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xinqiao.assessment.indicators import SHARES
from xinqiao.assessment.periods import within
from xinqiao.assessment.questions import BY_LABELS, By, Period, Question, Where
from xinqiao.catalogue.models import CaseType, Category, Source
from xinqiao.clock.years import FIRST_YEAR, LAST_YEAR
from xinqiao.people.models import Unit
from xinqiao.people.scope import Reach

EVERYTHING: Final = Reach(everything=True)
DAYS: Final = 30
_DIVISIONS: Final = [(by, _(label)) for by, label in BY_LABELS.items()]
_RATES: Final = [(code, _(one.label)) for code, one in SHARES.items() if one.by_unit]
# The days around a period must be dates too.
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
MOST_SPANS: Final = 400  # lines of an answer by day, week … : more than a year of days; a century of days takes minutes


class QuestionForm(forms.Form):
    """All that can be asked, as far as `reach` lets: who does not reach the platform asks about his own units."""

    since = forms.DateField(label=_("自"), required=False)
    until = forms.DateField(label=_("至"), required=False)
    by = forms.ChoiceField(
        label=_("分列"),
        required=False,
        choices=[("", _("不分列")), *_DIVISIONS],
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("单位"), required=False, to_field_name="code")
    own = forms.BooleanField(label=_("不含下级"), required=False)
    level = forms.TypedChoiceField(
        label=_("层级"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("全部层级")), *Unit.Level.choices[1:]],
    )
    channel = forms.ModelChoiceField(
        Source.objects.all(), label=_("渠道"), required=False, to_field_name="code", empty_label=_("全部渠道")
    )
    category = forms.ModelChoiceField(
        Category.objects.all(), label=_("分类"), required=False, to_field_name="code", empty_label=_("全部分类")
    )
    case_type = forms.ChoiceField(label=_("诉求类型"), required=False, choices=[("", _("全部类型")), *CaseType.choices])
    sort = forms.ChoiceField(label=_("排名"), required=False, choices=[("", _("不排名")), *_RATES])

    def __init__(self, data: Mapping[str, Any], reach: Reach = EVERYTHING) -> None:
        super().__init__(data)
        self.reach = reach
        units = cast(forms.ModelChoiceField, self.fields["unit"])
        units.queryset = units_in(reach)
        units.empty_label = gettext("全平台") if reach.covers_platform else None

    def clean_since(self) -> date | None:
        return _within_bounds(self.cleaned_data["since"])

    def clean_until(self) -> date | None:
        return _within_bounds(self.cleaned_data["until"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and since > until:
            self.add_error("until", gettext("止于 %(until)s，早于 %(since)s") % {"since": since, "until": until})
        elif given.get("by") and (problem := too_many_lines(days_asked(since, until), By(given["by"]))):
            self.add_error("by", problem)
        return given

    def without_errors(self) -> "QuestionForm":
        """The same question without what cannot be meant: a page tells the mistakes and answers the rest."""
        if self.is_valid():
            return self
        kept = QuestionForm({name: value for name, value in self.data.items() if name not in self.errors}, self.reach)
        kept.full_clean()
        return kept

    def question(self, period: Period | None = None) -> Question:
        """What is asked; of the days of the form, unless a period is given. Only of a form that is valid."""
        given = self.cleaned_data
        return Question(period or days_asked(given["since"], given["until"]), self._where(), self._by())

    def _where(self) -> Where:
        given = self.cleaned_data
        unit = given["unit"] or (None if self.reach.covers_platform else units_in(self.reach).first())
        own = given["own"] or bool(unit and not self._reaches_below(unit))
        names = ("level", "channel", "category", "case_type")
        return Where(unit=unit, own=own, **{name: given[name] for name in names})

    def _by(self) -> By | None:
        by = By(self.cleaned_data["by"]) if self.cleaned_data["by"] else None
        return None if by == By.LEVEL and self._where().own else by

    def _reaches_below(self, unit: Unit) -> bool:
        return Reach(self.reach.everything, self.reach.subtrees).covers(unit.path)


def _within_bounds(day: date | None) -> date | None:
    if day and not FIRST_DAY <= day <= LAST_DAY:
        raise forms.ValidationError(
            gettext("写 %(first)s 到 %(last)s 之间的日期") % {"first": FIRST_DAY, "last": LAST_DAY}
        )
    return day


def too_many_lines(period: Period, by: By | None) -> str:
    """Why an answer over the period is not divided so finely; empty when it is."""
    if by is None or by.span is None:
        return ""
    spans = within(by.span, timezone.localdate(period.since), timezone.localdate(period.last))
    if next(islice(spans, MOST_SPANS, None), None) is None:
        return ""
    return gettext("时段太长，分列后超过 %(most)d 行；请缩短时段或分得粗些") % {"most": MOST_SPANS}


def units_in(reach: Reach) -> QuerySet[Unit]:
    """The units that somebody may ask about, the highest first."""
    return Unit.objects.filter(reach.where()).order_by("path")


def days_asked(since: date | None, until: date | None) -> Period:
    """The days from `since` to `until`; by default the last thirty up to today."""
    now = timezone.now()
    last = until or max(timezone.localdate(now), since or FIRST_DAY)
    return Period.of_days(since or last - timedelta(days=DAYS - 1), last, now)


def address_of(where: Where, period: Period, **more: str) -> str:
    """The question as it stands in an address, `?` left out."""
    days = period.days
    given = {
        "since": f"{days[0]:%Y-%m-%d}" if days else "",
        "until": f"{days[1]:%Y-%m-%d}" if days else "",
        "unit": where.unit.code if where.unit else "",
        "own": "1" if where.own else "",
        "level": "" if where.level is None else str(where.level),
        "channel": where.channel.code if where.channel else "",
        "category": where.category.code if where.category else "",
        "case_type": where.case_type,
        **more,
    }
    return urlencode({name: value for name, value in given.items() if value})


def in_words(where: Where) -> str:
    """What is counted, as a page says it."""
    unit = gettext("%(unit)s（不含下级）") % {"unit": where.unit} if where.unit and where.own else where.unit
    named = [
        unit or gettext("全平台"),
        Unit.Level(where.level).label if where.level is not None else "",
        where.channel,
        where.category,
        CaseType(where.case_type).label if where.case_type else "",
    ]
    return " · ".join(str(name) for name in named if name)
