"""Every benchmark one after the other, and what each compares: `python -m bench.run [--quick] [NAME …]`.

Prints a table of the ratios and, as the last line, all figures as one JSON object; 1 when a benchmark fails.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.harness import tell

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description="run every benchmark and print what it compares")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    parser.add_argument("names", nargs="*", default=names(), metavar="NAME", help=f"of: {', '.join(names())}")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(names()):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(names())}")
    found = {name: measure(name, quick=asked.quick) for name in asked.names}
    for name, figures in found.items():
        for line in ratios(figures) or ["failed" if figures is None else "no ratio"]:
            print(f"{name:<12} {line}")
    print(json.dumps(found, ensure_ascii=False))
    sys.exit(1 if None in found.values() else 0)


def names() -> list[str]:
    """The modules here that measure something: those that read `--quick` and end with a line of figures."""
    others = (path for path in HERE.glob("*.py") if path.name != Path(__file__).name)
    return sorted(path.stem for path in others if "harness.is_quick(" in path.read_text())


def measure(name: str, *, quick: bool) -> dict[str, Any] | None:
    """The figures of a benchmark's last line; None when it failed, and its last words on the error stream."""
    tell(f"bench.{name}")
    begun = time.monotonic()
    command = [sys.executable, "-m", f"bench.{name}", *(["--quick"] if quick else [])]
    done = subprocess.run(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True)
    tell(f"bench.{name} took {time.monotonic() - begun:.0f} s")
    try:
        figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        return None
    return figures if done.returncode == 0 else None


def ratios(figures: dict[str, Any] | None) -> list[str]:
    """What is comparable between machines: every figure whose name says that it is a ratio or a share."""
    wanted = ("ratio", "share")
    return [f"{key} {value}" for key, value in (figures or {}).items() if any(word in key for word in wanted)]


if __name__ == "__main__":
    main()
