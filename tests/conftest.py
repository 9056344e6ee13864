"""The ground of every test: a database of the session's own (or DATABASE_URL's), and the time per folder."""

import os
from collections import defaultdict

import pytest

from xinqiao.catalogue import known
from xinqiao.deadlines import calendar
from xinqiao.people import limits, policy
from xinqiao.project.testing import session_database

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


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    folder = report.nodeid.partition("::")[0].rpartition("/")[0]
    SECONDS[folder] += report.duration


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("time per folder")
    for folder, seconds in sorted(SECONDS.items()):
        terminalreporter.write_line(f"{seconds:8.1f} s  {folder}")
