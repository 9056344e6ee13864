"""A real Asterisk with our files for its record and a small hall of the tests' own."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.structure.house import ROOT
from xinqiao.telephony import files

PROGRAM = ROOT / "bin" / "asterisk"
# Nothing listens anywhere: calls come and go inside.
DRIVERS = ("chan_iax2", "chan_pjsip", "chan_unistim", "chan_mgcp", "chan_skinny", "pbx_dundi")
MODULES = "[modules]\nautoload=yes\n" + "".join(f"noload={driver}.so\n" for driver in DRIVERS)
HALL = """[hall]
exten => 12345,1,Answer()
 same => n,CELGenUserEvent(IvrChoice,1)
 same => n,CELGenUserEvent(QueueJoin,general)
 same => n,Wait(0.3)
 same => n,CELGenUserEvent(QueueLeave,TIMEOUT)
 same => n,CELGenUserEvent(Rating,5)
 same => n,Hangup()
"""


class Switchboard:
    """An Asterisk that runs in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events = folder / "log" / "cel-custom" / files.EVENT_FILE

    def tell(self, command: str) -> str:
        return _do("tell", str(self.folder), command)

    def call(self, extension: str) -> None:
        """Somebody dials and stays on the line until the hall ends the call."""
        self.tell(f"channel originate Local/{extension}@hall application Wait 5")


@contextmanager
def running() -> Iterator[Switchboard]:
    """Have one for a block. Where there is no Asterisk to be had this fails and says what is missing."""
    folder = Path(tempfile.mkdtemp(prefix="switchboard-"))
    folder.chmod(0o755)  # root's Asterisk runs as another account
    etc = folder / "etc"
    etc.mkdir()
    files.write(etc)
    (etc / "modules.conf").write_text(MODULES)
    (etc / "extensions.conf").write_text(HALL)
    try:
        _do("start", str(folder))
        yield Switchboard(folder)
    finally:
        _do("stop", str(folder))
        shutil.rmtree(folder)


def _do(*arguments: str) -> str:
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout
