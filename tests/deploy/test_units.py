"""The systemd units: systemd itself finds nothing wrong with them, and little that they may do beyond their work."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).resolve().parents[2] / "deploy" / "systemd"
HOME = "/opt/xinqiao"
MOST_EXPOSED = 20  # of 100

pytestmark = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed here")


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """A copy whose commands are there."""
    shutil.copytree(UNITS, tmp_path / "units")
    program = tmp_path / ".venv" / "bin" / "xinqiao"
    program.parent.mkdir(parents=True)
    shutil.copy("/bin/true", program)
    for unit in (tmp_path / "units").glob("*.service"):
        unit.write_text(unit.read_text().replace(HOME, str(tmp_path)))
    return tmp_path / "units"


def analyze(units: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ) | {"SYSTEMD_UNIT_PATH": f"{units}:"}
    return subprocess.run(["systemd-analyze", *arguments], env=environment, capture_output=True, text=True)


def test_systemd_understands_every_unit(units: Path):
    names = sorted(path.name for path in units.iterdir() if path.is_file())
    done = analyze(units, "verify", "--man=no", *names)
    ours = [line for line in done.stderr.splitlines() if "xinqiao" in line]
    assert ours == []


@pytest.mark.parametrize("unit", sorted(path.name for path in UNITS.glob("*.service")))
def test_a_unit_may_do_little_beyond_its_work(units: Path, unit: str):
    done = analyze(units, "security", "--offline=yes", f"--threshold={MOST_EXPOSED}", unit)
    assert done.returncode == 0, done.stdout.splitlines()[-1] if done.stdout else done.stderr


def test_every_command_that_a_unit_runs_is_one_of_the_platform():
    commands = {
        found
        for unit in UNITS.glob("*.service")
        for found in re.findall(r"ExecStart=\S+/xinqiao (\w+)", unit.read_text())
    }
    known = {path.stem for path in (UNITS.parents[1] / "xinqiao").rglob("management/commands/*.py")}
    assert commands - known - {"collectstatic"} == set()
