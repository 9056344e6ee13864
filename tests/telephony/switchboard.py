"""A real Asterisk with our files for its record and a small hall of the tests' own."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.structure.house import ROOT
from tests.telephony import hall
from xinqiao.telephony import files

PROGRAM = ROOT / "bin" / "asterisk"


class Switchboard:
    """An Asterisk that runs in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events = folder / "log" / "cel-custom" / files.EVENT_FILE

    def tell(self, command: str) -> str:
        return _do("tell", str(self.folder), command)


@contextmanager
def running() -> Iterator[Switchboard]:
    """Have one for a block. Where there is no Asterisk to be had this fails and says what is missing."""
    folder = Path(tempfile.mkdtemp(prefix="switchboard-"))
    folder.chmod(0o755)  # root's Asterisk runs as another account
    etc = folder / "etc"
    etc.mkdir()
    files.write(etc)
    written = {"modules": hall.MODULES, "extensions": hall.EXTENSIONS, "queues": hall.QUEUES, "pjsip": hall.pjsip()}
    for name, text in written.items():
        (etc / f"{name}.conf").write_text(text)
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
