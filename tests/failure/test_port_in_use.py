"""A port that another program holds: one clear line, and nothing is left running."""

import socket

from bench.installation import Installation, free_port
from tests.failure.conftest import Up
from xinqiao.project.processes import living_in


def test_up_names_the_port_that_is_taken_and_leaves_nothing_behind() -> None:
    port = free_port()
    with Installation.temporary() as installation, socket.socket() as taken:
        taken.bind(("127.0.0.1", port + 1))
        taken.listen()
        refused = installation.ask("up", "--demo", "--city", "minimal", "--port", str(port))
        assert refused.returncode == 1
        assert f"127.0.0.1:{port + 1}" in refused.stderr
        assert "choose another --port" in refused.stderr
        assert "Traceback" not in refused.stderr
        assert living_in((installation.data / "db").resolve()) == []


def test_up_refuses_a_data_directory_in_use_and_leaves_it_running(up: Up) -> None:
    with Installation.prepared() as installation, up(installation) as platform:
        refused = installation.ask("up", "--port", str(free_port()))
        assert refused.returncode == 1
        assert f"process {platform.up}" in refused.stderr
        assert "0 cases checked, 0 faults" in installation.run("check")
