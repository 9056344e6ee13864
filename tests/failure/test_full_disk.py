"""The disk runs full under the data directory, and is freed again."""

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.installation import Installation
from tests.failure.conftest import AtWork, Up
from tests.failure.running import PATIENCE_SECONDS

DISK = "400m"
CHUNK = 1024 * 1024


@pytest.fixture
def small_disk() -> Iterator[Installation]:
    """An installation on a small disk in memory, which only root may mount."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount the small disk that this test fills")
    with Installation.temporary() as installation:
        options = ["-o", f"size={DISK},mode=0700", "tmpfs", str(installation.data)]
        mounted = subprocess.run(["mount", "-t", "tmpfs", *options], capture_output=True, text=True)
        if mounted.returncode:
            pytest.skip(f"this machine lets nobody mount a disk: {mounted.stderr.strip()}")
        try:
            yield installation
        finally:
            subprocess.run(["umount", "--lazy", str(installation.data)], check=True)


def test_a_full_disk_loses_nothing_and_is_got_over(small_disk: Installation, up: Up, at_work: AtWork) -> None:
    with up(small_disk) as platform:
        with at_work(platform) as clients:
            platform.await_recovery(clients, time.monotonic())
            ballast = small_disk.data / "ballast"
            fill(ballast)
            until = (
                time.monotonic() + 3 * PATIENCE_SECONDS
            )  # a slow machine takes long to write what is left of a segment
            while sum(client.unanswered for client in clients) < 20:
                assert time.monotonic() < until, "the full disk was never felt"
                fill(ballast)
                time.sleep(0.1)
            ballast.unlink()
            platform.await_recovery(clients, time.monotonic())
        platform.await_silence()
        platform.account_for(clients)


def fill(ballast: Path) -> None:
    """Take what is left of the disk."""
    with ballast.open("ab") as file:
        try:
            while True:
                os.posix_fallocate(file.fileno(), file.tell(), CHUNK)
                file.seek(0, os.SEEK_END)
        except OSError:
            return
