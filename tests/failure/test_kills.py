"""kill -9 at any moment, while cases come in and move: it goes on by itself, nothing is lost, nothing runs twice."""

import logging
import os
import random
import time

from bench.installation import Installation
from tests.failure import family, listener
from tests.failure.conftest import AtWork, Up
from tests.failure.running import PATIENCE_SECONDS, Running
from xinqiao.project.processes import wait_until

log = logging.getLogger(__name__)

ROUNDS = 10 if os.environ.get("XINQIAO_SOAK") == "1" else 1
PARTS = ("worker", "serve", "live", "database")


def test_whatever_is_killed_the_walk_goes_on(up: Up, at_work: AtWork) -> None:
    chance = random.Random()
    with Installation.prepared() as installation, up(installation) as platform:
        cookie = listener.sign_in(platform.port, "demo-dispatcher")
        with at_work(platform) as clients:
            for number in range(ROUNDS):
                for name in PARTS:
                    time.sleep(chance.uniform(0, 2))
                    since = time.monotonic()
                    killed = kill(platform, name, chance if number else None)
                    took = platform.await_recovery(clients, since)
                    assert not any(map(family.lives, killed)), f"{name} was not killed"
                    heard = listener.hears(platform.port + 1, cookie, "dispatch", since + PATIENCE_SECONDS)
                    assert heard, (
                        f"the live stream is silent after {name} {killed} was killed\n{platform.installation.last_words()}"
                    )
                    log.info("round %s: %s killed, a case came through after %.1f s", number + 1, name, took)
        platform.await_silence()
        platform.account_for(clients)
        walked, unanswered = (sum(len(client.finished) for client in clients), sum(c.unanswered for c in clients))
        log.info("%s cases walked, %s requests without answer", walked, unanswered)


def kill(platform: Running, name: str, chance: random.Random | None) -> list[int]:
    """Kill a part with all it started; by chance only its first process, or only one of the others. Who was killed."""
    # A part may just be away: the worker leaves some moments after its database did, and starts anew.
    assert wait_until(lambda: family.part(platform.up, name) is not None, PATIENCE_SECONDS), f"{name} does not run"
    first = family.part(platform.up, name)
    assert first
    whole = family.tree(first)
    chosen = chance.choice([whole, [first], [chance.choice(whole)]]) if chance else whole
    family.kill(chosen)
    return chosen
