"""The running platform, as stories know it."""

from dataclasses import dataclass

from bench.installation import Installation


@dataclass(frozen=True)
class Platform:
    """An installation, and the port on which its pages answer; the live stream has the next one."""

    installation: Installation
    port: int

    @property
    def address(self) -> str:
        """Where its pages are."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def own(self) -> tuple[str, str]:
        """The beginnings of every address that a page may ask for."""
        return (self.address + "/", f"http://127.0.0.1:{self.port + 1}/")
