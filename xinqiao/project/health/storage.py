"""The data directory: room, who may enter, attachments, keys."""

import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings

from xinqiao.project import seals
from xinqiao.project.health.finding import Finding, fail, ok, warn
from xinqiao.vault.errors import VaultError

GIGABYTE = 10**9


def disk_space() -> Finding:
    """Room for database, recordings and backups."""
    usage = shutil.disk_usage(settings.DATA_DIR)
    detail = f"{usage.free / GIGABYTE:.1f} GB free below {settings.DATA_DIR}"
    advice = "free some space, or move the data directory to a larger disk"
    if usage.free < GIGABYTE:
        return fail("disk space", detail, advice)
    if usage.free < 10 * GIGABYTE or usage.free < usage.total / 20:
        return warn("disk space", detail, advice)
    return ok("disk space", detail)


def data_directory() -> Finding:
    """Ours, and closed to others: they may at most pass through (root's database is another account's)."""
    kept = settings.DATA_DIR.stat()
    mode = kept.st_mode & 0o777
    detail = f"{settings.DATA_DIR} {mode:o}"
    if not os.access(settings.DATA_DIR, os.W_OK | os.X_OK):
        return fail("data directory", detail, "make it writable for the platform's user")
    if mode & 0o066:
        judge = fail if mode & 0o022 else warn
        return judge("data directory", detail, f"run: chmod go-rw {settings.DATA_DIR}")
    return ok("data directory", detail)


def files() -> Finding:
    """Attachments can be written, where they are to be written."""
    place = Path(settings.MEDIA_ROOT)
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place) as probe:
            probe.write(b"doctor")
            probe.flush()
    except OSError as error:
        return fail("attachments", f"{place}: {error.strerror}", "make it writable for the platform's user")
    return ok("attachments", f"{place} can be written")


def keys() -> Finding:
    """Each key a file that only its owner reads."""
    folder = settings.KEYRING.parent
    if not folder.is_dir():
        return warn("keys", f"{folder} is not there yet", "run: xinqiao migrate")
    found = [folder, *(path for path in sorted(folder.iterdir()) if path.is_file())]
    open_ = [path for path in found if path.stat().st_mode & 0o077]
    if open_:
        named = ", ".join(path.name for path in open_)
        return fail("keys", f"others can read {named}", f"run: chmod -R go= {folder}")
    unread = [path.name for path in found if not os.access(path, os.R_OK)]
    if unread:
        return fail("keys", f"{', '.join(unread)}: not readable", f"give {folder} to the platform's user: chown -R")
    owners = sorted({path.owner() for path in found})
    return ok("keys", f"{folder}, read by {', '.join(owners)} alone")


def keyring() -> Finding:
    """The keys of appellants' data: without them the data cannot be read."""
    if not settings.KEYRING.exists() and not seals.anything_sealed():
        return warn("keyring", f"{settings.KEYRING} is missing", "run: xinqiao migrate")
    try:
        seals.require_keys()
    except VaultError as error:
        return fail("keyring", str(error), "put back keys/keyring.json of a backup")
    if lost := seals.lost_indexes():
        detail = f"index key {lost} is missing: those citizens are not found by number or name"
        return warn("keyring", detail, "run: xinqiao keys renew")
    return ok("keyring", "opens what is sealed")
