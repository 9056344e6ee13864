"""Who hears that something happened: whose grant behind the topic reaches a unit that it happened to."""

from tests.rights.floor import Cells, Floor
from tests.rights.oracle import CENTRE, Person, Thing, reaches
from tests.rights.things import PEOPLE, THINGS
from xinqiao.cases.models import Event
from xinqiao.doors.live.topics import TOPICS, may_hear, touched_by


def test_a_topic_is_heard_by_whom_it_concerns(floor: Floor, cells: Cells):
    events = Event.objects.select_related("case", "assignment__unit", "assignment__dispatched_by_unit")
    for thing in THINGS:
        for event in events.filter(case=floor.cases[thing.name]):
            for topic, paths in touched_by(event).items():
                for person in PEOPLE:
                    found = may_hear(floor.who(person), topic, paths)
                    expected = _hears(person, topic, thing, event)
                    cells.compare(person, topic, thing, event.verb, expected=expected, found=found)
    assert cells.wrong == []


def _hears(person: Person, topic: str, thing: Thing, event: Event) -> bool:
    """An event of a task concerns the unit that has it and the one that handed it down; one of the case itself the
    centre and all that have a task."""
    units = {CENTRE, *(task.unit for task in thing.tasks)}
    if event.assignment:
        task = thing.tasks[event.assignment.suffix - 1]
        units = {task.unit, task.by}
    return any(reaches(person, verb, unit) for verb in TOPICS[topic].verbs for unit in units)
