"""What lies around the platform: the live stream, the certificate browsers see, backups and their rehearsal."""

import socket
import ssl
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings

from xinqiao.project import records
from xinqiao.project.health.finding import Finding, fail, ok, warn

PATIENCE_SECONDS = 3
SHORT_BEFORE, GONE_BEFORE = timedelta(days=21), timedelta(days=3)
BACKUP_WARN, BACKUP_FAIL = timedelta(hours=26), timedelta(days=3)
DRILL_WARN = timedelta(days=35)


def live() -> Finding:
    """The stream answers where it was last started on this machine."""
    record = records.recall("live")
    if record is None:
        return warn("live stream", "never started here", "run: xinqiao up, or xinqiao live")
    host, port = record.facts["host"], record.facts["port"]
    try:
        urllib.request.urlopen(f"http://{_own(host)}:{port}/live", timeout=PATIENCE_SECONDS)
    except urllib.error.HTTPError as error:
        if error.code in {401, 400}:  # it knows us not, as it should
            return ok("live stream", f"answers on port {port}")
        return fail("live stream", f"answers {error.code} on port {port}", "look at the log of xinqiao live")
    except OSError as error:
        return warn("live stream", f"port {port}: {error}", "pages do not move by themselves; run: xinqiao live")
    return fail("live stream", f"lets strangers in on port {port}", "another program answers there")


def _own(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not listened on


def certificate() -> Finding:
    """What browsers are shown at the platform's origins is valid for some weeks more."""
    origins = [urlsplit(origin) for origin in settings.CSRF_TRUSTED_ORIGINS if origin.startswith("https://")]
    if not origins and settings.HTTPS:
        return warn("certificate", "no https origin is set", "name it in XINQIAO_ORIGINS")
    if not origins:
        return ok("certificate", "none needed without TLS")
    ends = {}
    for origin in origins:
        host, port = origin.hostname or "", origin.port or 443
        try:
            ends[host] = _ends_at(host, port)
        except OSError as error:
            return warn("certificate", f"{host}:{port} cannot be reached from here: {error}", "look at the proxy")
    host = min(ends, key=lambda name: ends[name])
    left = ends[host] - datetime.now(UTC)
    detail = f"{host} until {ends[host]:%F}"
    if left < SHORT_BEFORE:
        judge = fail if left < GONE_BEFORE else warn
        return judge("certificate", detail, "renew it and reload the proxy")
    return ok("certificate", detail)


def _ends_at(host: str, port: int) -> datetime:
    """Until when the certificate shown there is valid; whether it can be trusted is the browsers' to say."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection((host, port), PATIENCE_SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as sealed,
    ):
        return x509.load_der_x509_certificate(sealed.getpeercert(binary_form=True) or b"").not_valid_after_utc


def backup() -> Finding:
    """A backup was made within the last day."""
    record = records.recall("backup")
    if record is None:
        return warn("backup", "none was made from this data directory", "run: xinqiao backup DIR; then by the timer")
    age = datetime.now(UTC) - record.at
    detail = f"{record.facts.get('file')}, {_told(age)} ago"
    if age > BACKUP_WARN:
        judge = fail if age > BACKUP_FAIL else warn
        return judge("backup", detail, "look at the backup timer: systemctl status xinqiao-backup.timer")
    return ok("backup", detail)


def drill() -> Finding:
    """A backup was really restored lately, and everything was equal."""
    record, failed = records.recall("drill"), records.recall("drill_failed")
    if failed and (record is None or failed.at > record.at):
        return fail("drill", f"{failed.at:%F}: {failed.facts.get('why')}", "run: xinqiao drill, and mend what it says")
    if record is None:
        return warn("drill", "no backup was ever restored here", "run: xinqiao drill; then by the timer")
    age = datetime.now(UTC) - record.at
    detail = f"{record.facts.get('file')} restored equal, {_told(age)} ago"
    if age > DRILL_WARN:
        return warn("drill", detail, "run: xinqiao drill")
    return ok("drill", detail)


def _told(age: timedelta) -> str:
    return f"{age.days} days" if age.days else f"{age.total_seconds() / 3600:.0f} hours"
