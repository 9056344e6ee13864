"""Configuration files of Asterisk, as text: here what makes it write the record that `rows` reads."""

from collections.abc import Mapping
from pathlib import Path

EVENTS = (
    "CHAN_START", "CHAN_END", "ANSWER", "HANGUP", "BRIDGE_ENTER", "BRIDGE_EXIT", "APP_START", "APP_END",
    "BLINDTRANSFER", "ATTENDEDTRANSFER", "LINKEDID_END", "USER_DEFINED", "PICKUP", "FORWARD",
)  # fmt: skip

# In the order of `rows.read`. Each is quoted by Asterisk, so that no caller's name can add a column.
CELLS = (
    "eventtype", "eventtime", "CALLERID(num)", "CHANNEL(exten)", "CHANNEL(context)", "CHANNEL(channame)",
    "CHANNEL(appname)", "CHANNEL(appdata)", "CHANNEL(uniqueid)", "CHANNEL(linkedid)", "BRIDGEPEER", "userdeftype",
    "eventextra",
)  # fmt: skip

EVENT_FILE = "Master.csv"  # in cel-custom/ of Asterisk's log folder, which must exist


def event_files() -> Mapping[str, str]:
    """The files by name: which events are written, in milliseconds with their zone, and how."""
    cells = ",".join(f"${{CSV_QUOTE(${{{cell}}})}}" for cell in CELLS)
    return {
        "cel.conf": "[general]\nenable=yes\napps=dial,queue,park,confbridge\n"
        f"events={','.join(EVENTS)}\ndateformat=%Y-%m-%dT%H:%M:%S.%q%z\n",
        "cel_custom.conf": f"[mappings]\n{EVENT_FILE} => {cells}\n",
    }


def write(folder: Path) -> list[Path]:
    """Write the files into a folder that is there, each in one step: Asterisk never reads half of one.

    Returns those that changed. Raises OSError.
    """
    return [folder / name for name, text in event_files().items() if _replace(folder / name, text)]


def _replace(path: Path, text: str) -> bool:
    if path.exists() and path.read_text("utf-8") == text:
        return False
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(text, "utf-8")
    draft.replace(path)
    return True
