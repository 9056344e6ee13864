"""Run within an installation: one registration through the whole application, and what it does to the database.

`python -m bench.inside TOKEN SCRIPT` writes a pgbench script of the same INSERT statements and rows to the file SCRIPT
and prints, as JSON, every statement of one request. `python -m bench.inside TOKEN --profile N` prints where N requests
spend their time.
"""

import cProfile
import io
import json
import pstats
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.db import connection

from bench.load import CASE
from bench.script import pgbench_script
from xinqiao.project.wsgi import application

WARM = 5  # requests after which caches are filled


def main(token: str, target: str, *rest: str) -> None:
    """The command lines above."""
    for _ in range(WARM):
        register(token)
    if target == "--profile":
        profile(token, int(rest[0]))
        return
    Path(target).write_text(pgbench_script(lambda: register(token)), encoding="utf-8")
    print(json.dumps(traced(lambda: register(token)), ensure_ascii=False))


def register(token: str) -> None:
    """One request, without a network. Raises RuntimeError when it is refused."""
    body = json.dumps(CASE).encode()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/api/v1/cases", "HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1",
        "HTTP_AUTHORIZATION": f"Bearer {token}", "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }  # fmt: skip
    setup_testing_defaults(environ)
    told: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], error: Any = None) -> Callable[[bytes], object]:
        told.append(status)
        return bytes  # what a handler of the old kind would write with; ours returns its content

    response = application(environ, start)
    content = b"".join(response)
    response.close()
    if not told[0].startswith("201"):
        raise RuntimeError(f"the API answered {told[0]}: {content[:300].decode(errors='replace')}")


def traced(run: Callable[[], None]) -> list[str]:
    """The beginning of every statement that goes to the server during `run`, the driver's own included."""
    with tempfile.TemporaryFile() as file:
        connection.connection.pgconn.trace(file.fileno())
        run()
        connection.connection.pgconn.untrace()
        file.seek(0)
        messages = [line.split("\t") for line in file.read().decode(errors="replace").splitlines()]
    sent = [words for words in messages if len(words) > 4 and words[1] == "F"]
    return [" ".join(words[4:]).strip()[:160] for words in sent if words[3] in {"Query", "Parse"}]


def profile(token: str, count: int) -> None:
    """Where the requests spend their time: in a function itself, and in all that it calls."""
    with cProfile.Profile() as watch:
        for _ in range(count):
            register(token)
    for order in ("tottime", "cumtime"):
        pstats.Stats(watch, stream=sys.stdout).strip_dirs().sort_stats(order).print_stats(40)


if __name__ == "__main__":
    main(*sys.argv[1:])
