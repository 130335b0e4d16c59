"""Which settings a running gate takes over, and what a changed file asks for. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from gate.settings import Settings

LIVE = (
    *("recognition.fmr", "recognition.fpir", "recognition.extrapolated"),
    *("recognition.strangers_a_day", "recognition.staff_a_day"),
    *("recognition.min_looks", "recognition.max_looks", "recognition.one_face", "recognition.margin"),
    *("recognition.min_quality", "recognition.enrol_quality", "recognition.max_frame_age"),
    *("privacy.retention_days", "policy", "audit", "logs.level"),
)
"""Keys, and whole tables, that take effect at once. Everything else waits for the next start: it is built into the
door, the networks, the camera or a connection, none of which is exchanged behind the back of somebody at the door."""


@dataclass(frozen=True)
class Change:
    """Between two settings."""

    live: dict[str, tuple[Any, Any]]
    """Before and after, by key: to be taken over now."""
    restart: tuple[str, ...]
    """Keys that wait for the next start."""


def is_live(key: str) -> bool:
    """Whether a key, like `policy.mask`, takes effect at once."""
    return any(key == live or key.startswith(f"{live}.") for live in LIVE)


def leaves(table: BaseModel, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every key with its value; a table that is left out is one key."""
    for name in type(table).model_fields:
        value = getattr(table, name)
        if isinstance(value, BaseModel):
            yield from leaves(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def compare(now: Settings, wanted: Settings) -> Change:
    """What it takes to come from one to the other."""
    before, after = dict(leaves(now)), dict(leaves(wanted))
    changed = sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
    live = {key: (before.get(key), after.get(key)) for key in changed if is_live(key)}
    return Change(live, tuple(key for key in changed if key not in live))


def take_live(now: Settings, wanted: Settings) -> Settings:
    """The settings of now, with the live keys of those that are wanted."""
    merged = now.model_dump()
    for key in compare(now, wanted).live:
        *tables, name = key.split(".")
        place, source = merged, wanted.model_dump()
        for table in tables:
            place, source = place[table], source[table]
        place[name] = source[name]
    return Settings.model_validate(merged)
