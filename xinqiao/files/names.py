"""Names of files as they are shown and offered for saving."""

import re
import unicodedata

from xinqiao.files.sniff import Kind

LONGEST = 120
UNNAMED = "附件"


def clean_name(given: str, kind: Kind) -> str:
    """`given` without folders and without signs that hide or that file systems refuse, its ending true.

    "C:\\报修\\a.exe" of a picture becomes "a.exe.jpg". At most 120 characters; "附件" when nothing is left.
    """
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    # Category C holds control signs and those that turn the reading direction ("gpj.exe" read backwards).
    name = "".join(char for char in name if unicodedata.category(char)[0] != "C")
    name = re.sub(r'[<>:"|?*\s]+', " ", name).strip().rstrip(" .")
    if not name.lower().endswith(kind.suffixes):
        name = (name or UNNAMED) + kind.suffixes[0]
    stem, dot, suffix = name.rpartition(".")
    return (stem.lstrip(" .")[: LONGEST - len(suffix) - 1] or UNNAMED) + dot + suffix
