"""The command `xinqiao`: has the database of the data directory answer, runs one of Django's commands."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from types import FrameType

from django.core.management import ManagementUtility

from xinqiao.project.embedded import Embedded
from xinqiao.project.postgres import PostgresError
from xinqiao.project.processes import wait_until

# `up` brings the database itself, as its child; `drill` and `recover` one beside it; the others work without one.
WITHOUT_DATABASE = {"help", "version", "up", "collectstatic", "lifecycle", "drill", "recover"}
PATIENCE_SECONDS = 60


def main(arguments: list[str] | None = None) -> None:
    """Run one command of the platform. Exits 1 with one clear line when the database cannot be had."""
    given = sys.argv[1:] if arguments is None else arguments
    signal.signal(signal.SIGTERM, _leave_in_order)
    try:
        rest = _take_data_directory(given)
        command = rest[0] if rest else "help"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinqiao.project.settings")
        with _database(command, rest):
            ManagementUtility(["xinqiao", *rest]).execute()
    except PostgresError as error:
        sys.exit(f"xinqiao: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _leave_in_order(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _take_data_directory(arguments: list[str]) -> list[str]:
    """The arguments without `--data DIR`, which may stand anywhere; sets XINQIAO_DATA for the settings."""
    rest, waiting = [], iter(arguments)
    for argument in waiting:
        name, equals, value = argument.partition("=")
        if name != "--data":
            rest.append(argument)
            continue
        directory = value if equals else next(waiting, "")
        if not directory:
            sys.exit("xinqiao: --data: the directory is missing; write --data DIR")
        os.environ["XINQIAO_DATA"] = os.path.abspath(os.path.expanduser(directory))
    return rest


@contextlib.contextmanager
def _database(command: str, arguments: list[str]) -> Iterator[None]:
    asks_help = {"--help", "-h", "--version"} & set(arguments)
    if os.environ.get("DATABASE_URL") or command in WITHOUT_DATABASE or asks_help:
        yield
    elif os.environ.get("XINQIAO_SUPERVISED"):
        # The supervisor keeps the database; its children only wait for it.
        if not wait_until(Embedded.here().answers, PATIENCE_SECONDS):
            raise PostgresError(f"the database does not answer after {PATIENCE_SECONDS} s")
        yield
    else:
        with Embedded.here().attached():
            yield


if __name__ == "__main__":
    main()
