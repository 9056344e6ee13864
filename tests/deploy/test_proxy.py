"""The proxy configuration, in a real nginx with a certificate made for the test, before a running platform."""

import contextlib
import http.client
import re
import shutil
import signal
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bench.installation import Installation, free_port
from xinqiao.project.health import outside
from xinqiao.project.health.finding import State
from xinqiao.project.processes import die_with_parent, wait_until

SITE = Path(__file__).resolve().parents[2] / "deploy" / "nginx" / "xinqiao.conf"
NAME = "hotline.example.org"
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")

pytestmark = pytest.mark.skipif(not NGINX, reason="nginx is not installed here: apt-get install nginx-light")


@dataclass(frozen=True)
class Site:
    """A platform behind nginx: the ports of https and http, the pages' own, the place of the logs."""

    https: int
    http: int
    pages: int
    place: Path

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[http.client.HTTPResponse, bytes]:
        context = ssl.create_default_context(cafile=str(self.place / "fullchain.pem"))
        connection = http.client.HTTPSConnection("127.0.0.1", self.https, timeout=30, context=context)
        connection.request(method, path, body, {"Host": NAME, **headers})
        answer = connection.getresponse()
        return answer, answer.read()


def make_certificate(place: Path) -> None:
    """One for the name and this machine, valid for a day; its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    names = [x509.DNSName(NAME), x509.IPAddress(ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1)).add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (place / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (place / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def configured(place: Path, https: int, http_port: int, pages: int) -> Path:
    """The shipped site with this test's ports and places, in a main configuration of its own."""
    text = SITE.read_text()
    for before, after in (
        (r"listen \[::\].*\n", "\n"),
        (r"listen 80;", f"listen 127.0.0.1:{http_port};"),
        (r"listen 443", f"listen 127.0.0.1:{https}"),
        (r"/etc/xinqiao/tls|/var/log/nginx", str(place)),
        (r"127.0.0.1:12345", f"127.0.0.1:{pages}"),
        (r"127.0.0.1:12346", f"127.0.0.1:{pages + 1}"),
    ):
        text, found = re.subn(before, after, text)
        assert found, before
    (place / "site.conf").write_text(text)
    scratch = "".join(
        f"{kind}_temp_path {place}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = place / "nginx.conf"
    main.write_text(
        f"daemon off;\npid {place}/pid;\nerror_log {place}/main.log;\nworker_processes 1;\n"
        + f"events {{}}\nhttp {{\n{scratch}include {place}/site.conf;\n}}\n"
    )
    return main


@contextlib.contextmanager
def nginx(configuration: Path) -> Iterator[None]:
    assert NGINX
    checked = subprocess.run([NGINX, "-t", "-c", configuration], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr
    process = subprocess.Popen([NGINX, "-c", configuration], preexec_fn=die_with_parent(signal.SIGTERM))
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    place, pages, https = tmp_path_factory.mktemp("nginx"), free_port(), free_port()
    place.chmod(0o755)
    site = Site(https, https + 1, pages, place)
    make_certificate(place)
    told = {"XINQIAO_HTTPS": "1", "XINQIAO_HOSTS": f"{NAME},127.0.0.1", "XINQIAO_ORIGINS": f"https://{NAME}"}
    arguments = ("up", "--demo", "--city", "minimal", "--quiet-city", "--workers", "1")
    with Installation.prepared(told) as installation:
        main = configured(place, https, https + 1, pages)
        with installation.serving(*arguments, port=pages), nginx(main):
            assert wait_until(lambda: _is_there(site), 30)
            yield site


def _is_there(site: Site) -> bool:
    with contextlib.suppress(OSError):
        return site.ask("/sign-in/")[0].status == 200
    return False


def test_a_page_comes_over_tls_with_all_security_headers(site: Site):
    answer, page = site.ask("/sign-in/")
    assert (answer.status, b"</html>" in page) == (200, True)
    assert "max-age=" in answer.headers["Strict-Transport-Security"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Secure" in answer.headers["Set-Cookie"]


def test_without_tls_one_is_led_to_it(site: Site):
    connection = http.client.HTTPConnection("127.0.0.1", site.http, timeout=30)
    connection.request("GET", "/cases/?stage=registered", headers={"Host": NAME})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (308, f"https://{NAME}/cases/?stage=registered")


def sign_in(site: Site, username: str) -> str:
    """Enter by the demo's button; the Cookie header to send."""
    answer, _ = site.ask("/sign-in/")
    jar = SimpleCookie(answer.headers["Set-Cookie"])
    form = urlencode({"role": username, "csrfmiddlewaretoken": jar["csrftoken"].value}).encode()
    own = {"Cookie": f"csrftoken={jar['csrftoken'].value}", "Origin": f"https://{NAME}"}
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer, _ = site.ask("/sign-in/demo/", "POST", form, **own, **kind)
    for header in answer.headers.get_all("Set-Cookie") or []:
        jar.load(header)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items())


def test_messages_of_the_live_stream_come_one_by_one(site: Site):
    cookie = sign_in(site, "demo-dispatcher")
    context = ssl.create_default_context(cafile=str(site.place / "fullchain.pem"))
    connection = http.client.HTTPSConnection("127.0.0.1", site.https, timeout=30, context=context)
    connection.request("GET", "/live?topics=dispatch", headers={"Host": NAME, "Cookie": cookie})
    answer = connection.getresponse()
    assert answer.headers["Content-Type"] == "text/event-stream"
    # The stream goes on for minutes: a proxy that gathers it would let nothing through yet.
    assert b'"topic": "dispatch"' in answer.readline() + answer.readline()
    connection.close()


def test_what_is_too_large_is_refused_before_it_reaches_the_platform(site: Site):
    answer, _ = site.ask("/sign-in/", "POST", b"", **{"Content-Length": str(300 * 2**20)})
    assert answer.status == 413


def test_a_browser_cannot_name_an_address_or_an_id_of_its_own(site: Site):
    claimed = {"X-Forwarded-For": "203.0.113.9", "X-Request-ID": "claimed-by-the-browser"}
    answer, _ = site.ask("/sign-in/", **claimed)
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-ID"])


def test_figures_of_operation_stay_inside(site: Site):
    assert site.ask("/metrics")[0].status == 404


def test_its_log_leads_to_the_platforms_and_holds_no_address(site: Site):
    answer, _ = site.ask("/cases/?number=13900004321")
    log = site.place / "xinqiao.access.log"
    assert wait_until(lambda: answer.headers["X-Request-ID"] in log.read_text(), 10)
    for path in site.place.glob("*.log"):
        assert "13900004321" not in path.read_text()


def test_the_doctor_sees_when_the_certificate_ends(site: Site, settings):
    settings.CSRF_TRUSTED_ORIGINS = [f"https://127.0.0.1:{site.https}"]
    finding = outside.certificate()
    assert (finding.state, f"{datetime.now(UTC) + timedelta(days=1):%F}" in finding.detail) == (State.FAIL, True)
