"""The ten worked histories, clicked through from the call to the archive by the people whose steps they are."""

import shutil
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from bench.installation import ROOT
from tests.fixtures.at_once import SOAK
from tests.stories import way
from tests.stories.by_hand import Hands
from tests.stories.conftest import Enter
from tests.stories.platform import Platform
from xinqiao.people import policy
from xinqiao.simulator.histories import History, written

REWORKS = 3 if SOAK else 1  # as often as a city without rules of its own, or once
# The minimal city's units, as `cast` chooses them there.
PARTS = {
    "A": ("cgj", "市城市管理局"),
    "B": ("zjj", "市住房和城乡建设局"),
    "assisting": ("reli", "市热力公司"),
    "T1": ("dongcheng", "东城区"),
    "T2": ("heping", "和平街道"),
    "T3": ("xingfu", "幸福社区"),
}


@pytest.fixture(scope="module")
def hands(browser: Browser, platform: Platform) -> Iterator[Hands]:
    """Everybody stays at his browser from one history to the next."""
    everybody = Hands(browser, platform, PARTS)
    yield everybody
    for watch in everybody.watches:
        watch.context.close()


@pytest.fixture(scope="module", autouse=True)
def _city_of_these_stories(platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The city takes returns until midnight here, so that the stories can be told in the evening too."""
    folder = tmp_path_factory.mktemp("city") / "minimal"
    shutil.copytree(ROOT / "cities" / "minimal", folder)
    settings = folder / "city.toml"
    told = f'\n[dispatch]\nreturns_until = "23:59"\n\n[rework]\nmost = {REWORKS}\n'
    settings.write_text(settings.read_text("utf-8") + told, "utf-8")
    platform.installation.run("city", "apply", str(folder))
    time.sleep(policy.SECONDS_KEPT)


@pytest.mark.parametrize("code", [
    "plain", "direct_answer", "joint", "delegated", "sent_back", "extended", "reworked", "merged",
    "confidential_report", "from_the_province",
])  # fmt: skip
def test_a_history_is_walked_by_hand(code: str, hands: Hands, enter: Enter) -> None:
    history = _history(code)
    hands.numbers, hands.last = [], ""
    for order, facts in enumerate((history.case, *history.others)):
        hands.register(facts, phone=f"1380000{order}{len(code):02}1")
    for step in history.steps:
        hands.make(step)
    leader = enter("分管领导")
    for number in hands.numbers:
        way.expect_stage(leader, number, "已归档")
    assert [fault for watch in hands.watches for fault in watch.faults] == []


def _history(code: str) -> History:
    return next(one for one in written(reworks=REWORKS) if one.code == code)
