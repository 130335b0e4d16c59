"""Findings without a gate."""

from __future__ import annotations

from dataclasses import dataclass, field

from gate.access.rules.accounts import Account
from gate.doctor import Finding


def some_findings() -> list[Finding]:
    """Of each state."""
    return [
        Finding("home", "ok", "/var/lib/maskgate"),
        Finding("settings", "failed", "the settings gate.toml: unknown key door.puls, did you mean door.pulse?"),
        Finding("disk", "ok", "12.3 GB free at /var/lib/maskgate"),
        Finding("keys", "warning", "the gallery opens with: key file; a stolen disk reveals the templates"),
        Finding("audit", "warning", "812 rows, no anchor: set audit.anchor_file to a file on another disk"),
        Finding("clock", "ok", "kept right"),
        Finding("door", "ok", "fail_secure lock, wiring no, line gpio"),
    ]


@dataclass
class FakeHealth:
    """Finds what it was given."""

    findings: list[Finding] = field(default_factory=some_findings)
    cameras: int = 0
    """How often the camera was to be looked at."""

    def examine(self, _by: Account, *, camera: bool) -> tuple[Finding, ...]:
        """See `HealthCalls`."""
        self.cameras += camera
        more = [Finding("camera", "ok", "demo, 1280×720")] if camera else []
        return (*self.findings, *more)
