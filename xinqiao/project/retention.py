"""How long what is kept: one row for each kind of data, what goes and how. The days are the city's."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from xinqiao.cases import erasure
from xinqiao.cases.models import FormKey
from xinqiao.cases.sent import KEPT as FORM_KEYS_KEPT
from xinqiao.doors.desks import exporting
from xinqiao.doors.desks.models import Batch
from xinqiao.doors.openapi.models import Repeat
from xinqiao.doors.openapi.tasks import KEPT as REPEATS_KEPT
from xinqiao.files import actions as files
from xinqiao.files.models import Export, StoredFile
from xinqiao.intake.erasing import erase
from xinqiao.intake.models import KeptDraft
from xinqiao.people import audit, brakes, policy, sealing
from xinqiao.people.models import Brake
from xinqiao.people.policy import Retention
from xinqiao.telephony import callers
from xinqiao.telephony.models import Call

WHY: Final = "kept long enough"


@dataclass(frozen=True, slots=True)
class Rule:
    """`kept`: for how long, None for always. `due` counts what was there before the moment it is given, `remove` takes it
    away and counts."""

    what: str
    kept: Callable[[Retention], timedelta | None]
    due: Callable[[datetime], int]
    remove: Callable[[datetime], int]


def _days(count: int) -> timedelta | None:
    return timedelta(days=count) if count else None


def _always(kept: timedelta) -> Callable[[Retention], timedelta | None]:
    return lambda retention: kept


def _erase_cases(before: datetime) -> int:
    erased = 0
    for case in erasure.over_since(before).iterator(chunk_size=200):
        erase(case, reason=WHY, by=None, now=timezone.now())
        erased += 1
    return erased


def _callers(before: datetime) -> QuerySet[Call]:
    return Call.objects.filter(callers.KNOWN, began_at__lt=before)


def _erase_files(before: datetime) -> int:
    due = list(_files(before.date()))
    for file in due:
        files.erase(file, now=timezone.now())
    return len(due)


def _files(on: date) -> Iterator[StoredFile]:
    return StoredFile.objects.filter(erased_at=None, kept_until__lt=on).iterator()


def _forget_batches(before: datetime) -> int:
    """With their rows; what counts is the batches."""
    return Batch.objects.filter(begun_at__lt=before).delete()[1].get(Batch._meta.label, 0)


RULES: Final = (
    Rule(
        "access log", lambda kept: _days(kept.audit_days), lambda before: sealing.old(before=before),
        lambda before: sealing.forget(before=before, now=timezone.now()),
    ),
    Rule(
        "citizens' data in cases that are over", lambda kept: _days(kept.case_days),
        lambda before: erasure.over_since(before).count(), _erase_cases,
    ),
    Rule(
        "numbers of callers", lambda kept: _days(kept.call_days),
        lambda before: _callers(before).count(), lambda before: callers.forget(_callers(before)),
    ),
    Rule(
        "drafts that were not registered", lambda kept: _days(kept.draft_days),
        lambda before: KeptDraft.objects.filter(saved_at__lt=before).count(),
        lambda before: KeptDraft.objects.filter(saved_at__lt=before).delete()[0],
    ),
    Rule(
        "files with a day of their own", _always(timedelta(0)),
        lambda before: sum(1 for _ in _files(before.date())), _erase_files,
    ),
    Rule(
        "exports", lambda kept: timedelta(days=policy.load().exports.days),
        lambda before: Export.objects.filter(begun_at__lt=before, removed_at=None).count(),
        lambda before: exporting.remove_old(now=timezone.now()),
    ),
    Rule(
        "moves on whole lists", lambda kept: timedelta(days=policy.load().exports.days),
        lambda before: Batch.objects.filter(begun_at__lt=before).count(),
        _forget_batches,
    ),
    Rule(
        "keys of forms", _always(FORM_KEYS_KEPT), lambda before: FormKey.objects.filter(at__lt=before).count(),
        lambda before: FormKey.objects.filter(at__lt=before).delete()[0],
    ),
    Rule(
        "keys of API requests", _always(REPEATS_KEPT), lambda before: Repeat.objects.filter(at__lt=before).count(),
        lambda before: Repeat.objects.filter(at__lt=before).delete()[0],
    ),
    Rule(
        "wrong tries at sign-in", _always(brakes.KEPT), lambda before: Brake.objects.filter(since_at__lt=before).count(),
        lambda before: brakes.forget(now=timezone.now()),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Due:
    """How many of a kind are due; `kept` None: this kind is kept always."""

    what: str
    kept: timedelta | None
    count: int


def plan(*, now: datetime) -> list[Due]:
    """What `apply` would remove now, rule by rule; nothing is changed."""
    return [Due(rule.what, kept, rule.due(now - kept) if kept is not None else 0) for rule, kept in _kept()]


def apply(*, now: datetime) -> list[Due]:
    """Remove what has been kept long enough; twice is once. It leaves a row for each kind of which anything went."""
    removed = [Due(rule.what, kept, rule.remove(now - kept) if kept is not None else 0) for rule, kept in _kept()]
    for one in removed:
        if one.count:
            audit.note(what="forget", by=None, subject=one.what[:64], reason=f"{one.count} removed")
    files.sweep(now=now)
    return removed


def _kept() -> Iterator[tuple[Rule, timedelta | None]]:
    retention = policy.load().retention
    return ((rule, rule.kept(retention)) for rule in RULES)
