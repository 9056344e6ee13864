"""Words for people who are simulated: what citizens ask, from templates by topic, and what those who work for them say.

phrases.toml holds both. A template has slots: {place}, {at} when, {days} how long, {n} how many, {who} who suffers.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from random import Random
from typing import Any


@dataclass(frozen=True, slots=True)
class Topic:
    """Requests of a kind: for categories whose name, or whose parent's, holds one of the words."""

    about: Sequence[str]
    requests: Mapping[str, Sequence[tuple[str, str]]]  # case type -> title and text


@dataclass(slots=True)
class Phrases:
    """Everything that can be said."""

    topics: Sequence[Topic]
    occasions: Mapping[str, Sequence[str]]
    slots: Mapping[str, Sequence[str]]
    _fitting: dict[tuple[str, ...], Sequence[tuple[str, str]]] = field(default_factory=dict)

    def say(self, occasion: str, random: Random, **slots: str) -> str:
        """What somebody says on such an occasion."""
        return random.choice(self.occasions[occasion]).format(**slots)

    def request(self, case_type: str, names: Sequence[str], where: str, random: Random) -> tuple[str, str, str]:
        """Title, text and place of a request about a category; `names`: its own and those above it, nearest first."""
        place = where + random.choice(self.slots["place"])
        slots = {name: random.choice(self.slots[name]) for name in ("at", "days", "who")}
        slots |= {"place": place, "n": str(random.randint(2, 9)), "about": names[0] if names else "有关事项"}
        title, text = random.choice(self._written(case_type, names))
        closings = self.slots["asking" if case_type == "consultation" else "closing"]
        told = text.format(**slots) + random.choice(closings)
        return title.format(**slots), told, place

    def _written(self, case_type: str, names: Sequence[str]) -> Sequence[tuple[str, str]]:
        """Templates of the nearest topic; of those, the ones that speak of the very category if any do. General ones
        where the topic has none for this type."""
        key = (case_type, *names)
        if key not in self._fitting:
            found = self._of_topic(case_type, names)
            close = [one for one in found if names and _speaks_of(names[0], one)]
            self._fitting[key] = close or found
        return self._fitting[key]

    def _of_topic(self, case_type: str, names: Sequence[str]) -> Sequence[tuple[str, str]]:
        general = next(topic for topic in self.topics if not topic.about)
        for name in names:
            topics = [topic for topic in self.topics if any(word in name for word in topic.about)]
            if topics:
                return [one for topic in topics for one in topic.requests.get(case_type, ())] or general.requests[
                    case_type
                ]
        return general.requests[case_type]


def _speaks_of(name: str, template: tuple[str, str]) -> bool:
    """True when title or text has two characters in a row of the category's name."""
    return any(name[place : place + 2] in "".join(template) for place in range(len(name) - 1))


def load() -> Phrases:
    """All phrases, as phrases.toml has them."""
    written = tomllib.loads(resources.files("xinqiao.simulator").joinpath("phrases.toml").read_text("utf-8"))
    return Phrases([_topic(topic) for topic in written["topic"]], written["occasions"], written["slots"])


def _topic(written: Mapping[str, Any]) -> Topic:
    pairs = {name: [(title, text) for title, text in listed] for name, listed in written.items() if name != "about"}
    return Topic(written["about"], pairs)
