"""What was measured in one attempt, one number for each limit: deriving limits from it is arithmetic. Pure.

It is measured with nothing refused for what it shows (`forgiving`): the challenge's order and times hold, and each turn
is watched to the end of the time in which it is judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import inf

from gate.vision.liveness.active import Trace
from gate.vision.liveness.challenge import Progress, advance, in_pose, relief_along, turn_along
from gate.vision.liveness.limits import LIMITS, Limits
from gate.vision.liveness.orders import TURNS, Action
from gate.vision.liveness.parallax import Parallax

FORGIVING = replace(LIMITS, turned=0.2, relief=inf, residual=inf, glued=inf, drift=inf, repeated=inf)
"""No turn is ever enough, and nothing else is too much."""


def forgiving(progress: Progress, turn: Parallax, now: float, limits: Limits, *, upper_only: bool = False) -> Progress:
    """`advance`, but turns that show no depth count at the end of their time."""
    found = advance(progress, turn, now, limits, upper_only=upper_only)
    return replace(found, phase="done", problem=None) if found.problem in ("flat", "loose") else found


@dataclass(frozen=True)
class Evidence:
    """Of one attempt; None: it never came to that. Named as the limits are."""

    turned: float | None
    """The smallest of its turns, each at its largest: parallax in the asked direction."""
    relief: float | None
    """The share of relief in all turns together, each at its widest."""
    residual: float | None
    """The largest of its turns' residuals, each at its widest."""
    glued: float
    drift: float
    repeated: float
    """The largest of each."""


def evidence(traces: Iterable[Trace], alike: float) -> Evidence:
    """Sum an attempt up.

    Args:
        traces: Of its frames.
        alike: The camera's highest correlation, three in a row.
    """
    seen = tuple(traces)
    widest: list[tuple[Action, Parallax]] = []
    for number, action in enumerate(seen[0].order if seen else ()):
        turns = _watched(seen, number, action) if action in TURNS else []
        if turns:
            widest.append((action, max(turns, key=partial(turn_along, action=action))))
    return Evidence(
        turned=min((turn_along(turn, action) for action, turn in widest), default=None),
        relief=_share(widest),
        residual=max((turn.residual for _, turn in widest), default=None),
        glued=max((trace.glued for trace in seen), default=0.0),
        drift=max((trace.drift for trace in seen), default=0.0),
        repeated=alike,
    )


def _watched(traces: Sequence[Trace], number: int, action: Action) -> list[Parallax]:
    """While a pose was asked for, and while it was still held."""
    return [
        trace.turn
        for trace in traces
        if trace.number == number or (trace.number == number + 1 and in_pose(action, trace.turn, FORGIVING))
    ]


def _share(widest: Sequence[tuple[Action, Parallax]]) -> float | None:
    turned = sum(turn_along(turn, action) for action, turn in widest)
    relief = sum(relief_along(turn, action)[0] for action, turn in widest)
    return relief / turned if turned >= FORGIVING.turned else None
