"""The figures page, and what stands behind each figure."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from xinqiao.assessment import tracing
from xinqiao.assessment.asking import QuestionForm, address_of, in_words
from xinqiao.assessment.board import FIRST, board
from xinqiao.assessment.figures import answer_to, can_answer
from xinqiao.assessment.indicators import INDICATORS, SHARES, Part
from xinqiao.assessment.periods import Span, begin
from xinqiao.assessment.questions import BY_LABELS, By, Period, Question
from xinqiao.assessment.standby import from_standby
from xinqiao.assessment.standing import LABELS, RULES, Standing, standing_so
from xinqiao.cases.columns import USUAL, told
from xinqiao.cases.queries import visible_to
from xinqiao.people import paging, policy
from xinqiao.people.access import StaffRequest, needs


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A link to a period."""

    label: str
    query: str
    is_current: bool


@needs("view_figures")
@require_safe
def figures(request: StaffRequest) -> HttpResponse:
    """Every indicator in total and divided, as far as this person's grant reaches; `?all` shows every line."""
    form = _form(request, by=By.UNIT)
    asked = form.without_errors()
    question, sort = asked.question(), asked.cleaned_data["sort"]
    laid_out = board(answer_to(question).seen_by(form.reach), sort, None if "all" in request.GET else FIRST)
    context = {
        "form": form, "period": question.period, "shortcuts": _shortcuts(asked, question),
        "board": laid_out,
        "query": request.GET.urlencode(),
        "scope": in_words(question.total_where), "divided": BY_LABELS.get(question.by, "") if question.by else "",
        "ranked_by": SHARES[sort].label if sort else "", "least_sample": policy.load().figures.least_sample,
    }  # fmt: skip
    return render(request, "assessment/figures.html", context)


def _form(request: StaffRequest, **default: str) -> QuestionForm:
    """The question of the address, as far as this person's grant reaches."""
    return QuestionForm(default | request.GET.dict(), request.user.reach("view_figures"))


def _shortcuts(form: QuestionForm, question: Question) -> list[Shortcut]:
    """The periods that are asked for every day: each up to today, and the month that has ended."""
    today = timezone.localdate()
    this_month = begin(Span.MONTH, today)
    last_month = begin(Span.MONTH, this_month - timedelta(days=1))
    periods: dict[str, tuple[date, date]] = {
        gettext("今天"): (today, today),
        gettext("本周"): (begin(Span.WEEK, today), today),
        gettext("本旬"): (begin(Span.TEN_DAYS, today), today),
        gettext("本月"): (this_month, today),
        gettext("上月"): (last_month, this_month - timedelta(days=1)),
        gettext("本季"): (begin(Span.QUARTER, today), today),
        gettext("今年"): (begin(Span.YEAR, today), today),
    }
    more = {name: form.cleaned_data.get(name) or "" for name in ("by", "sort")}
    return [
        Shortcut(
            label,
            address_of(question.where, Period.of_days(*days, question.period.now), **more),
            days == question.period.days,
        )
        for label, days in periods.items()
    ]


@needs("view_figures")
@require_safe
@from_standby()
def traced(request: StaffRequest, code: str, part: str) -> HttpResponse:
    """What a figure counts, row by row, as it stands now."""
    if code not in INDICATORS or part not in {*Part}:
        raise Http404
    indicator = INDICATORS[code]
    question = _form(request).without_errors().question()
    if not can_answer(indicator, question.where):
        raise Http404
    found = tracing.traced(indicator, Part(part), question.period, question.where)
    seen = tracing.seen_by(request.user, indicator, question.period, found)
    count, shown = found.count(), tracing.with_names(indicator, seen)
    count_shown = shown.count()  # a row for each rating, of which a case has several
    context = {
        "period": question.period, "scope": in_words(question.where), "indicator": indicator, "part": part, "count": count,
        "hidden": count - count_shown, "page": paging.of(request, shown, total=count_shown),
        "query": address_of(question.where, question.period, by=request.GET.get("by", "")),
        "list": f"assessment/traced_{indicator.source}.html", **told(USUAL),
    }  # fmt: skip
    return render(request, "assessment/traced.html", context)


@needs("view_figures")
@require_safe
@from_standby()
def standing(request: StaffRequest, part: str) -> HttpResponse:
    """The tasks that stand so at this moment."""
    if part not in {*Standing}:
        raise Http404
    one, now = Standing(part), timezone.now()
    where = _form(request).without_errors().question().where
    found = standing_so(one, where, now)
    seen = found.filter(case__in=visible_to(request.user).values("pk"))
    count, count_seen = found.count(), seen.count()
    shown = seen.select_related("unit", "dispatched_by_unit", "case__source")
    context = {
        "label": LABELS[one], "rule": RULES[one], "scope": in_words(where), "now": now, "count": count,
        "hidden": count - count_seen, "page": paging.of(request, shown, total=count_seen),
        "list": "assessment/traced_assignments.html",
    }  # fmt: skip
    return render(request, "assessment/standing.html", context)
