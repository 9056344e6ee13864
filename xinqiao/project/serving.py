"""Starting the web server for one of our two applications."""

import copy
import multiprocessing
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.errors import ConfigurationError
from granian.log import LogLevels

from xinqiao.project import records
from xinqiao.project.metrics import counted

THREADS = 4  # per worker: a page waits for the database about as long as it computes
KILL_SECONDS = 5  # an open stream does not end by itself


def serve(target: str, *, name: str, interface: Interfaces, host: str, port: int, workers: int) -> None:
    """Serve until SIGINT or SIGTERM; `doctor` looks there under this name. A worker that dies is replaced.

    Raises CommandError for bad options.
    """
    connections.close_all()
    multiprocessing.set_start_method("spawn", force=True)  # a worker starts clean and reads its own settings
    try:
        records.remember(name, host=host, port=port)
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
            log_dictconfig=copy.deepcopy(settings.LOGGING),
            working_dir=Path.cwd(),
        )
        with counted.shared():
            server.serve()
    except (ConfigurationError, OSError) as error:
        raise CommandError(f"cannot serve on {host}:{port}: {error}") from error
