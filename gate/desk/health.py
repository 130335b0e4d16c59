"""Whether everything that the gate needs is well, as `gate doctor` finds it."""

from __future__ import annotations

from typing import Protocol

from gate.access.errors import AccessError
from gate.access.rules.accounts import Account
from gate.doctor import Finding, examine
from gate.home import Home


class HealthCalls(Protocol):
    """What the page Health asks; every administrator may."""

    def examine(self, by: Account, *, camera: bool) -> tuple[Finding, ...]:
        """Look at one thing after the other; some seconds.

        Args:
            by: Who looks.
            camera: Also open the camera; one that a running gate reads may refuse.

        Raises:
            AccessError: nobody is logged in.
        """
        ...


class HomeHealth:
    """Answers from a gate's folder."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def examine(self, by: Account, *, camera: bool) -> tuple[Finding, ...]:
        """See `HealthCalls`."""
        if by.disabled or not by.roles:
            raise AccessError("only administrators see how the gate is")
        return tuple(examine(self._home, camera=camera))
