"""The backup's file: a tar with the database dump, the files, the keys and, last, a manifest of all of it."""

import contextlib
import io
import json
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any

from xinqiao.project import envelope
from xinqiao.project.fingerprint import Content

FORMAT = 1
MANIFEST, DUMP = "manifest.json", "database.dump"
FOLDERS = ("files", "recordings", "keys")  # of the data directory
DRAFTS = "files/drafts/"  # uploads that are still being written
CONTENT = r"files/../../([0-9a-f]{64})"  # an attachment, named by its SHA-256


class ArchiveError(Exception):
    """The file is not a whole backup, or cannot become one; the text says what is wrong with it."""


@dataclass(frozen=True)
class Manifest:
    """What the archive holds: content of each table, SHA-256 of each member."""

    format: int
    made_at: str
    server: int
    tables: dict[str, Content]
    members: dict[str, str]

    @classmethod
    def read(cls, text: bytes) -> "Manifest":
        """From JSON. Raises ArchiveError for a format that this version does not know."""
        try:
            told: dict[str, Any] = json.loads(text)
            if told["format"] != FORMAT:
                raise ArchiveError(f"backup format {told['format']}; this version reads {FORMAT}")
            tables = {name: Content(**content) for name, content in told.pop("tables").items()}
            return cls(tables=tables, **told)
        except (ValueError, KeyError, TypeError) as error:
            raise ArchiveError(f"the manifest cannot be read: {error}") from error


@contextlib.contextmanager
def being_written(target: Path, passphrase: str = "") -> Iterator[tarfile.TarFile]:
    """A tar, sealed if there is a passphrase, that appears under its name only when it is whole, its owner's alone."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with contextlib.ExitStack() as stack:
                sink = stack.enter_context(envelope.Sealing(file, passphrase)) if passphrase else file
                yield stack.enter_context(tarfile.open(fileobj=sink, mode="w", format=tarfile.PAX_FORMAT))
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)


@contextlib.contextmanager
def opened(path: Path, passphrase: str = "") -> Iterator[tarfile.TarFile]:
    """The tar, unsealed if it is sealed. Raises ArchiveError when it does not open or breaks while it is read."""
    try:
        with path.open("rb") as file, tarfile.open(fileobj=_source(path, file, passphrase), mode="r:") as tar:
            yield tar
    except FileNotFoundError:
        raise ArchiveError(f"{path}: no such file") from None
    except (tarfile.TarError, OSError, EOFError, envelope.EnvelopeError) as error:
        raise ArchiveError(f"{path} is not a readable backup: {error}") from error


def _source(path: Path, file: IO[bytes], passphrase: str) -> IO[bytes]:
    if not envelope.is_sealed(path):
        return file
    if not passphrase:
        raise ArchiveError(f"{path} is under a passphrase: name its file with --passphrase-file")
    return io.BufferedReader(envelope.Opened(file, passphrase), envelope.CHUNK)


class _Hashed:
    """A file that hashes what is read from it, so that hash and archive see the same bytes."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.file.read(size)
        self.digest.update(block)
        return block


def add_file(tar: tarfile.TarFile, path: Path, name: str) -> str:
    """Add one file under that name; its SHA-256."""
    with path.open("rb") as file:
        hashed = _Hashed(file)
        tar.addfile(tar.gettarinfo(arcname=name, fileobj=file), hashed)
    return hashed.digest.hexdigest()


def add_folder(tar: tarfile.TarFile, folder: Path) -> dict[str, str]:
    """Add every file below the folder under the folder's own name; SHA-256 by name. A missing folder is empty.

    The platform runs meanwhile: unfinished uploads are left out, and a file that is erased before its turn is
    passed over. Raises ArchiveError for a content that is not what its name, its SHA-256, says.
    """
    members = {}
    for path in sorted(folder.rglob("*")):
        name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        if name.startswith(DRAFTS) or path.is_symlink() or not path.is_file():
            continue
        with contextlib.suppress(FileNotFoundError):
            members[name] = add_file(tar, path, name)
            _require_own_name(name, members[name])
    return members


def _require_own_name(name: str, digest: str) -> None:
    own = re.fullmatch(CONTENT, name)
    if own and own[1] != digest:
        raise ArchiveError(
            f"{name} is damaged: its content is not what its name says; put it back from an older backup"
        )


def add_manifest(tar: tarfile.TarFile, manifest: Manifest) -> None:
    """Write the manifest, which makes the archive whole."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size, entry.mode = len(text), 0o600
    tar.addfile(entry, io.BytesIO(text))


def check(path: Path, passphrase: str = "") -> Manifest:
    """Read the whole archive and compare every member with the manifest. Raises ArchiveError; changes nothing."""
    with opened(path, passphrase) as tar:
        found = {entry.name: _hash(tar, entry) for entry in tar if entry.name != MANIFEST}
        try:
            told = tar.extractfile(MANIFEST)
        except KeyError:
            raise ArchiveError(f"{path} has no manifest: it is not a backup, or it was cut off") from None
        manifest = Manifest.read(told.read() if told else b"")
    for name in sorted(found.keys() | manifest.members.keys()):
        if found.get(name) != manifest.members.get(name):
            raise ArchiveError(f"{path}: {name} is not what the manifest says; the backup is damaged")
    return manifest


def _hash(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> str:
    if not entry.isfile():
        raise ArchiveError(f"{entry.name} is not a plain file; the backup was not made by this program")
    digest, content = sha256(), tar.extractfile(entry)
    while content and (block := content.read(1 << 20)):
        digest.update(block)
    return digest.hexdigest()


def unpack(path: Path, target: Path, passphrase: str = "") -> None:
    """Unpack what a checked archive holds, for its user alone. Raises ArchiveError for a name that leads elsewhere.

    By hand: the safe filter of tarfile came with Python 3.11.4, and Debian 12 has an older one.
    """
    with opened(path, passphrase) as tar:
        for entry in tar:
            parts, content = PurePosixPath(entry.name).parts, tar.extractfile(entry)
            if content is None or ".." in parts or parts[0] not in (*FOLDERS, DUMP, MANIFEST):
                raise ArchiveError(f"{entry.name}: no such thing is in a backup of this program")
            place = target.joinpath(*parts)
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                shutil.copyfileobj(content, file)
