"""A bulk play by several processes: each takes every nth arrival, with a connection and a book of its own."""

from collections import Counter
from collections.abc import Callable, Iterable
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait

from django.db import connections

from xinqiao.simulator.tally import Tally

Part = Callable[[int, Callable[[Tally], None]], Tally]


class PartFailed(Exception):
    """A process of the play ended before its time; the batches that were written stand."""


def shared(part: Part, processes: int, report: Callable[[Tally], None]) -> Tally:
    """Run `part(n, report)` for each n below `processes` at once; the sum of what they made. Raises PartFailed."""
    connections.close_all()  # none is shared with a child
    context = get_context("fork")
    ends = [context.Pipe(duplex=False) for _ in range(processes)]
    children = [context.Process(target=_work, args=(part, number, ends[number][1])) for number in range(processes)]
    for child in children:
        child.start()
    for _, writing in ends:
        writing.close()
    told = _listen([reading for reading, _ in ends], report)
    for child in children:
        child.join()
    if any(child.exitcode for child in children):
        raise PartFailed("a process of the play failed; what it had written until then stands")
    return _sum(told.values())


def _work(part: Part, number: int, line: Connection) -> None:
    line.send(part(number, line.send))
    line.close()


def _listen(lines: list[Connection], report: Callable[[Tally], None]) -> dict[Connection, Tally]:
    """What each has told last, when all have ended."""
    told: dict[Connection, Tally] = {}
    while lines:
        for line in [line for line in wait(lines) if isinstance(line, Connection)]:
            try:
                told[line] = line.recv()
            except EOFError:
                lines.remove(line)
        report(_sum(told.values()))
    return told


def _sum(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for one in tallies:
        whole.cases += one.cases
        whole.calls += one.calls
        whole.moves += one.moves
        whole.left += Counter(one.left)
    return whole
