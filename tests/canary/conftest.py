import logging
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from tests.canary.planted import Planted
from tests.fixtures.city import PLAIN_ASSETS


@pytest.fixture
def planted(db: None, settings, tmp_path: Path) -> Planted:
    settings.MEDIA_ROOT, settings.EXPORT_ROOT = tmp_path / "files", tmp_path / "exports"
    settings.STORAGES = settings.STORAGES | PLAIN_ASSETS
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    world = Planted()
    world.grow(1)
    return world


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """What the platform's own handlers write, down to INFO."""
    stream, root = StringIO(), logging.getLogger()
    (console,) = [one for one in root.handlers if type(one) is logging.StreamHandler]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(console.formatter)
    for one in console.filters:
        handler.addFilter(one)
    before = root.level
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)
