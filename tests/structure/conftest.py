"""A small hotline at work, for the tests that visit pages."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.structure.world import World
from xinqiao.vault.keys import ensure_keyring

PLAIN_FILES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def world(db: None, tmp_path: Path, settings: LazySettings) -> World:
    """The minimal city, its keys and files the test's own; no cases yet. Static files need no collecting."""
    settings.KEYRING = tmp_path / "keyring.json"
    ensure_keyring()
    settings.MEDIA_ROOT, settings.EXPORT_ROOT = tmp_path / "files", tmp_path / "exports"
    settings.STORAGES = settings.STORAGES | PLAIN_FILES
    return World()
