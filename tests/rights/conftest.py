"""The floor of the matrix, the cells that are compared on it, and their count at the end of the run."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.fixtures.city import PLAIN_ASSETS
from tests.rights.floor import Cells, Floor, copy_in
from xinqiao.deadlines import calendar

COMPARED = "rights_compared"


@pytest.fixture
def floor(db: None, settings) -> Iterator[Floor]:
    """The minimal city, its people and its cases."""
    settings.STORAGES = settings.STORAGES | PLAIN_ASSETS
    calendar.forget()
    copy_in()
    yield Floor()
    calendar.forget()


@pytest.fixture
def cells(record_property: Callable[[str, object], None]) -> Iterator[Cells]:
    """Compare into it, then `assert cells.wrong == []`."""
    found = Cells()
    yield found
    record_property(COMPARED, found.count)
    assert found.count, "nothing was compared"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many cells were compared, test by test; property of each test's last report, so that it comes from parallel
    workers too."""
    counted: Counter[str] = Counter()
    for one in terminalreporter.getreports(""):
        test = one.nodeid.rpartition("::")[2].partition("[")[0]
        counted[test] += sum(
            count for name, count in one.user_properties if one.when == "teardown" and name == COMPARED
        )
    if counted.total():
        terminalreporter.section("cells of the matrix of rights")
        for test, count in (+counted | {"in all": counted.total()}).items():
            terminalreporter.write_line(f"{count:8d}  {test}")
