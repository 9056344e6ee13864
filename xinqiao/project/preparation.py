"""What must be so before the platform runs: alone on its data, ports free, static files collected."""

import contextlib
import fcntl
import os
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import CommandError

from xinqiao.project import directories
from xinqiao.project.supervisor import report


@contextlib.contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold the data directory for one running platform. Raises CommandError when another holds it."""
    directories.prepare(data)
    with os.fdopen(os.open(data / "up.lock", os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = file.read().strip() or "unknown"
            raise CommandError(
                f"{data} is in use by a running platform (process {holder}): end that one, or choose another --data DIR"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def require_free(host: str, port: int) -> None:
    """Raise CommandError when the port cannot be listened on."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise CommandError(f"cannot listen on {host}:{port}: {error}; choose another --port") from error


def collect_static() -> None:
    """Collect static files where the server finds them, when any of them changed since the last time."""
    stamp, digest = settings.STATIC_ROOT / ".collected", _digest_of_sources()
    if stamp.exists() and stamp.read_text() == digest:
        return
    report("collecting static files")
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest)


def _digest_of_sources() -> str:
    digest = sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path} {storage.size(path)} {storage.get_modified_time(path).timestamp()}\n".encode())
    return digest.hexdigest()


def announce(address: str) -> None:
    """Tell the address as soon as the page there really answers; runs aside, ends with the process."""
    threading.Thread(target=_tell_when_it_answers, args=(address,), daemon=True).start()


def _tell_when_it_answers(address: str) -> None:
    while True:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):  # noqa: S310 - ours
            break
        time.sleep(0.2)
    report(f"ready: {address} (Ctrl-C ends it)")
