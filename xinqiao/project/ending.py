"""How a process that serves pages ends."""

import atexit
import os


def end_without_ceremony() -> None:
    """Let this worker process end right after its last request, as its application module asks at import.

    Up to Python 3.13 an interpreter that finalises kills the server's native threads where they stand, which now and
    then ends in an abort with a trace in the log. Requests are done by then and the database is told by the socket.
    """
    atexit.register(os._exit, 0)
