"""Where the folders of cities are."""

import tomllib
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management.base import CommandError

CITIES: Final = settings.PACKAGE.parent / "cities"


def city_folder(name: str) -> Path:
    """The folder of that path, or of that name in cities/. Raises CommandError that lists what there is."""
    for folder in (Path(name), CITIES / name):
        if (folder / "city.toml").is_file():
            return folder.resolve()
    there = ", ".join(sorted(path.parent.name for path in CITIES.glob("*/city.toml"))) or "none"
    raise CommandError(f"--city {name}: no folder with a city.toml; in {CITIES} there are: {there}")


def folder_of(code: str) -> Path | None:
    """The folder in cities/ of the platform with that code; None when there is none."""
    for path in sorted(CITIES.glob("*/city.toml")):
        if tomllib.loads(path.read_text("utf-8-sig")).get("code") == code:
            return path.parent
    return None
