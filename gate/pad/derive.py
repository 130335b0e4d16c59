"""The rule by which limits come out of measured attempts. Pure arithmetic, so that any species can be left out of it.

For each measurement, `edge` is what all but a few genuine attempts keep to. Each attack is charged to the measurement
in which it stands furthest beyond the edge, in units of the distance from the genuine median to the edge; one that is
beyond no edge (a recording that met the right challenge) can't be told from a person and is charged to none. The
limit lies halfway between the edge and the nearest attack charged to it, but no further from the edge than one unit,
where it also lies when nothing is charged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gate.pad.campaign import Attempt
from gate.pad.evidence import FORGIVING
from gate.pad.species import GENUINE

BEYOND = 0.005
"""Share of genuine attempts that may lie beyond each edge."""
NEEDED = ("turned", "relief")
"""What a head must reach."""
ALLOWED = ("residual", "glued", "drift", "repeated")
"""What nobody may exceed."""
MEASURES = (*NEEDED, *ALLOWED)
_MILDEST = {"relief": 0.5, "residual": 0.25, "glued": 0.25, "drift": 0.1, "repeated": 0.93}
"""No limit is stricter, whatever generated feeds say: their heads are of the kind that parallax is fitted with (and
show less under a mask), their walls and shoulders are still, their sensors noisy: nods before a camera that smooths its
noise away reach 0.8."""
_FINEST = {"residual": 0.005, "glued": 0.25, "drift": 0.005, "repeated": 0.02}
"""The least unit: genuine attempts may not vary at all."""


@dataclass(frozen=True)
class Derived:
    """One limit and how it came about."""

    limit: float
    edge: float
    median: float
    """Of genuine attempts, as is the edge."""
    nearest: float | None
    """Of the attacks charged to it; None: none was."""
    charged: int


def derive(attempts: Iterable[Attempt]) -> dict[str, Derived]:
    """The limits, by measurement.

    Args:
        attempts: Genuine ones and attacks, measured.
    """
    seen = tuple(attempts)
    genuine = [attempt for attempt in seen if attempt.species == GENUINE]
    edges: dict[str, tuple[float, float, float]] = {}
    for name in MEASURES:
        values = _values(genuine, name)
        edge, median = (float(np.quantile(values, part)) for part in (BEYOND, 0.5))
        edges[name] = edge, median, max(median - edge, _FINEST.get(name, 0.01))
    charged: dict[str, list[float]] = {name: [] for name in MEASURES}
    for attempt in seen:
        if attempt.species != GENUINE and attempt.problem in (None, "late", "flat"):
            beyond = {name: _beyond(attempt, name, edges[name]) for name in MEASURES}
            name = max(beyond, key=lambda name: beyond[name])
            if beyond[name] > 0:
                charged[name].append(beyond[name])
    return {name: _limit(name, edges[name], charged[name]) for name in MEASURES}


def limits_of(derived: Mapping[str, Derived]) -> dict[str, float]:
    """The numbers alone."""
    return {name: found.limit for name, found in derived.items()}


def passes(attempt: Attempt, limits: Mapping[str, float]) -> bool:
    """Whether a measured attempt would be granted under these limits and no others."""
    return attempt.granted and not exceeded(attempt, limits)


def exceeded(attempt: Attempt, limits: Mapping[str, float]) -> list[str]:
    """The measures by which an attempt is refused."""
    said = {name: getattr(attempt.evidence, name) for name in limits}
    return [name for name, value in said.items() if value is None or _sign(name) * (value - limits[name]) < 0]


def _sign(name: str) -> float:
    return 1.0 if name in NEEDED else -1.0


def _values(attempts: Sequence[Attempt], name: str) -> list[float]:
    """Signed so that more is more like a person."""
    found = [getattr(attempt.evidence, name) for attempt in attempts]
    return [_sign(name) * value for value in found if value is not None]


def _beyond(attempt: Attempt, name: str, edge: tuple[float, float, float]) -> float:
    values = _values([attempt], name)
    return (edge[0] - values[0]) / edge[2] if values else -1.0


def _limit(name: str, edge: tuple[float, float, float], charged: Sequence[float]) -> Derived:
    at, median, unit = edge
    nearest = min(charged, default=2.0)
    limit = at - unit * min(nearest / 2, 1.0)
    if name == "turned":
        limit = max(limit, FORGIVING.turned)  # less was never watched for
    if name in _MILDEST:
        limit = min(limit, _sign(name) * _MILDEST[name])
    sign = _sign(name)
    near = sign * (at - unit * nearest) if charged else None
    return Derived(sign * limit, sign * at, sign * median, near, len(charged))
