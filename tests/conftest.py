"""The ground of every test: a database of the session's own (or DATABASE_URL's), and the time per folder."""

import os
from collections import defaultdict

import pytest

from xinqiao.catalogue import known
from xinqiao.deadlines import calendar
from xinqiao.people import limits, policy
from xinqiao.project.testing import session_database

# Files with a test of a minute and more: begun last, one of them would keep all the others waiting for its end.
LONGEST = {
    "test_every_page", "test_every_operation", "test_full_disk", "test_kills", "test_replicas", "test_upgrade",
    "test_histories_by_hand", "test_one_case_to_the_end",
}  # fmt: skip

SECONDS: defaultdict[str, float] = defaultdict(float)


def pytest_configure(config: pytest.Config) -> None:
    if not config.pluginmanager.hasplugin("xinqiao.project.testing"):
        raise pytest.UsageError("run bin/test, or pytest with `-p xinqiao.project.testing`")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Called once per worker, before the test database is made."""
    if os.environ.get("DATABASE_URL"):
        return
    database = session_database()
    database.start()
    with database.connect("postgres", "postgres") as connection:
        connection.execute("ALTER ROLE xinqiao CREATEDB")


@pytest.fixture(autouse=True)
def _fresh_caches() -> None:
    """A test's rollback does not reach the calendar, the city's decisions and codes, and counts, which a process keeps."""
    calendar.forget()
    policy.forget()
    known.forget()
    limits.begin_anew()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, all others in whatever order they come."""
    items.sort(key=lambda item: item.path.stem not in LONGEST)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    folder = report.nodeid.partition("::")[0].rpartition("/")[0]
    SECONDS[folder] += report.duration


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("time per folder")
    for folder, seconds in sorted(SECONDS.items()):
        terminalreporter.write_line(f"{seconds:8.1f} s  {folder}")
