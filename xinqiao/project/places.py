"""Where an installation keeps its things: data directory, database, secrets. Standard library only."""

import os
import secrets
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

STANDBY_SECONDS = 2  # figures can be read elsewhere: nobody waits for long
LONGEST_SOCKET_DIR = 107 - len("/.s.PGSQL.5432")


def data_dir() -> Path:
    """The directory of database, files, recordings and keys: XINQIAO_DATA, else the user's own place."""
    if chosen := os.environ.get("XINQIAO_DATA"):
        return Path(chosen).expanduser().resolve()
    if os.geteuid() == 0:
        return Path("/var/lib/xinqiao")
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "xinqiao"


def socket_dir() -> Path:
    """The directory of the embedded database's unix socket: in the data directory, its owner's alone.

    Socket paths end at 107 bytes and a comma separates hosts, so a data directory with a long name or a comma
    gets one below /tmp instead: always the same, because every command must find the same database.
    """
    inside = data_dir() / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_DIR and "," not in str(inside):
        return inside
    tag = sha256(os.fsencode(data_dir())).hexdigest()[:12]
    return Path("/tmp") / f"xinqiao-{os.geteuid()}-{tag}"  # noqa: S108 - embedded.py refuses a stranger's directory


def databases() -> dict[str, dict[str, Any]]:
    """Django's connection settings: the database, and its standby for figures where XINQIAO_STANDBY_URL names one.

    Raises ValueError for an address that is not PostgreSQL's.
    """
    found = {"default": database(os.environ.get("DATABASE_URL"), "DATABASE_URL")}
    if standby := os.environ.get("XINQIAO_STANDBY_URL"):
        found["standby"] = database(standby, "XINQIAO_STANDBY_URL", patience=STANDBY_SECONDS)
    return found


def database(url: str | None, name: str, *, patience: int = 10) -> dict[str, Any]:
    """Of the server at `url` (postgresql://user:password@host:port/name), which the setting `name` gave; without one of
    the embedded server. `patience`: the seconds that a connection may take."""
    common: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # Behind pgBouncer in transaction mode a cursor would not find its connection again.
        "DISABLE_SERVER_SIDE_CURSORS": os.environ.get("XINQIAO_POOLED") == "1",
    }
    if not url:
        return common | {"NAME": "xinqiao", "USER": "xinqiao", "HOST": str(socket_dir())}
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"{name}: {parts.scheme}:// is not supported; use postgresql://user@host/name")
    options = {"connect_timeout": str(patience)} | dict(parse_qsl(parts.query))
    return common | {
        "NAME": parts.path.lstrip("/") or "xinqiao",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def secret(name: str) -> str:
    """The installation's own secret of that name, made at first use, readable by its user alone."""
    path = data_dir() / "keys" / name
    if not path.exists():
        data_dir().mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        # Written aside and linked: two processes that start together end up with the same secret.
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as draft:
            draft.write(secrets.token_urlsafe(48))
        try:
            os.link(draft.name, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(draft.name)
    return path.read_text()
