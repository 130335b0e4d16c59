"""The tables `[metrics]` and `[logs]` of `gate.toml`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gate.access.settings import Table


class MetricsSettings(Table):
    """`[metrics]`: `/metrics`, `/healthz` and `/readyz`, for this machine alone."""

    port: int = Field(default=9464, ge=0, le=65535)
    """On 127.0.0.1, while the gate watches a camera; 0: none. One that is taken is reported and done without."""


class LogSettings(Table):
    """`[logs]`: what the gate writes to HOME/logs, as JSON, one object a line."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    """The least that is written."""
    megabytes: int = Field(default=50, ge=1, le=10_000)
    """Of all files together; the oldest go."""
    files: int = Field(default=5, ge=2, le=100)
    """Over which they are spread."""
