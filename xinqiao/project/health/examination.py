"""The whole examination: the checks in the order in which one would look."""

from collections.abc import Callable, Iterator

from django.db import DatabaseError

from xinqiao.project.health import database, hall, outside, queues, storage
from xinqiao.project.health.finding import Finding, fail
from xinqiao.project.logs import what_went_wrong

CHECKS: tuple[Callable[[], Finding], ...] = (
    database.reachable,
    database.safe_settings,
    database.connections,
    database.standby,
    database.migrations,
    database.clock,
    storage.disk_space,
    storage.data_directory,
    storage.files,
    storage.keys,
    storage.keyring,
    queues.outbox,
    queues.worker,
    queues.jobs,
    queues.sweeps,
    queues.search,
    outside.live,
    outside.certificate,
    outside.backup,
    outside.drill,
    hall.calendar,
    hall.time_zone,
    hall.modes,
    hall.fonts,
    hall.messages,
)


def examine() -> Iterator[Finding]:
    """All findings, one by one. A check that cannot be made is a failure of its own, never the end."""
    for check in CHECKS:
        try:
            yield check()
        except DatabaseError as error:
            yield fail(_title(check), what_went_wrong(error), "see the database's finding")
        except Exception as error:  # one broken check must not hide what the others would tell
            yield fail(_title(check), f"{type(error).__name__}: {what_went_wrong(error)}", "the check itself failed")


def _title(check: Callable[[], Finding]) -> str:
    return check.__name__.replace("_", " ")
