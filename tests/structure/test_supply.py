"""What comes from others: each with its reason, locked by hash, from no named place; and no machine's paths here."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.structure.house import ROOT, texts

REQUIREMENTS = ROOT / "requirements"
ADDRESS = re.compile(r"https?://[^\s\"'`<>)\]}\\]+")
# Hosts that a file may name: this machine, examples, and names that are no download. Nothing is fetched from them.
HOSTS = {
    "127.0.0.1": "this machine",
    "localhost": "this machine",
    "www.w3.org": "the name of SVG",
    "www.apache.org": "the licence",
    "keepachangelog.com": "the form of CHANGELOG.md",
    "example.org": "examples",
    "hotline.example.org": "examples",
}
# Homes and workplaces of some machine. /tmp stays: sockets with long names go there.
PATHS = re.compile(r"(?<![\w.~/}>-])/(root|home|work|Users|workspace|mnt)/[\w.-]+")


def test_every_dependency_has_its_reason():
    lines = [line for path in REQUIREMENTS.glob("*.in") for line in path.read_text().splitlines()]
    wanted = [line for line in lines if line and not line.startswith(("#", "-r "))]
    assert wanted
    assert [line for line in wanted if not re.search(r"\s# \w", line)] == []


def test_every_script_package_has_its_reason_in_the_decision_on_assets():
    package = json.loads((ROOT / "package.json").read_text())
    reasons = (ROOT / "docs" / "adr" / "0005-pages-and-assets.md").read_text()
    told = set(re.findall(r"[\w@./-]+", " ".join(re.findall(r"^\|([^|]+)\|", reasons, re.MULTILINE))))
    assert {*package["dependencies"], *package["devDependencies"]} - told == set()


def test_every_locked_package_has_a_hash_and_no_address():
    for lock in REQUIREMENTS.glob("*.txt"):
        text = lock.read_text()
        entries = re.split(r"\n(?=[a-zA-Z0-9])", text)
        assert [entry for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == [], lock.name
        assert re.findall(r"://|^--(?:index|extra-index|find-links)", text, re.MULTILINE) == [], lock.name
    script_lock = json.loads((ROOT / "package-lock.json").read_text())
    parts = {name: part for name, part in script_lock["packages"].items() if name}
    assert [name for name, part in parts.items() if "integrity" not in part or "resolved" in part] == []
    # Where a package asks for money is in the lock and is no place to fetch it from.
    assert {field for part in parts.values() for field, value in part.items() if "://" in str(value)} <= {"funding"}


def test_every_list_of_requirements_is_locked():
    assert {path.stem for path in REQUIREMENTS.glob("*.in")} == {path.stem for path in REQUIREMENTS.glob("*.txt")}


def test_no_file_names_a_foreign_host():
    ours = ((name, text) for name, text in texts() if name != "package-lock.json")
    found = {f"{name}: {host}" for name, text in ours for host in _hosts(text) if host not in HOSTS}
    assert found == set()


def test_no_file_names_a_place_on_somebodys_machine():
    assert [f"{name}: {match.group()}" for name, text in texts() for match in PATHS.finditer(text)] == []


def _hosts(text: str) -> Iterator[str]:
    """The hosts of all addresses; one that is filled in by a program is none, nor is a name that only nginx knows."""
    for address in ADDRESS.findall(text):
        host = urlsplit(address.replace("{", " ").split(" ")[0]).netloc.partition(":")[0]
        if re.search(r"[a-z]", host) and not re.search(r"[$_]", host):
            yield host
