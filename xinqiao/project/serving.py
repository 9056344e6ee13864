"""Starting the web server for one of our two applications."""

import multiprocessing
from pathlib import Path

from django.core.management.base import CommandError
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.errors import ConfigurationError
from granian.log import LogLevels

THREADS = 4  # per worker: a page waits for the database about as long as it computes
KILL_SECONDS = 5  # an open stream does not end by itself


def serve(target: str, *, interface: Interfaces, host: str, port: int, workers: int) -> None:
    """Serve until SIGINT or SIGTERM. A worker that dies is replaced; raises CommandError for bad options."""
    connections.close_all()
    multiprocessing.set_start_method("spawn", force=True)  # a worker starts clean and reads its own settings
    try:
        server = Granian(
            target,
            address=host,
            port=port,
            interface=interface,
            workers=workers,
            blocking_threads=THREADS if interface is Interfaces.WSGI else None,
            websockets=False,
            respawn_failed_workers=True,
            respawn_interval=0.5,
            workers_kill_timeout=KILL_SECONDS,
            log_level=LogLevels.warning,
            working_dir=Path.cwd(),
        )
        server.serve()
    except (ConfigurationError, OSError) as error:
        raise CommandError(f"cannot serve on {host}:{port}: {error}") from error
