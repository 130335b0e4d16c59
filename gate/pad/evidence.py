"""What was measured in one attempt, one number for each limit: deriving limits from it is arithmetic. Pure.

It is measured with nothing refused for what it shows (`forgiving`): the challenge's order and times hold, and each turn
is watched to the end of the time in which it is judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import inf

from gate.vision.liveness.active import Trace
from gate.vision.liveness.challenge import TURNS, Progress, advance, next_step, relief_along, turn_along
from gate.vision.liveness.limits import LIMITS, Limits
from gate.vision.liveness.parallax import Parallax

FORGIVING = replace(LIMITS, turned=0.2, relief=inf, residual=inf, early=inf, glued=inf, drift=inf, repeated=inf)
"""No turn is ever enough, and nothing else is too much."""


def forgiving(progress: Progress, turn: Parallax, now: float, limits: Limits, *, upper_only: bool = False) -> Progress:
    """`advance`, but a turn that shows no depth counts at the end of its time."""
    found = advance(progress, turn, now, limits, upper_only=upper_only)
    return next_step(progress, now) if found.problem in ("flat", "loose") else found


@dataclass(frozen=True)
class Evidence:
    """Of one attempt; None: it never came to that. Named as the limits are."""

    turned: float | None
    """The smallest of its turns, each at its largest: parallax in the asked direction."""
    relief: float | None
    """The share of relief in all turns together, each at its widest."""
    residual: float | None
    """The largest of its turns' residuals, each at its widest."""
    early: float
    """The largest parallax before a movement was asked for, of a face that was to look straight."""
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
    asked = [trace for trace in seen if trace.phase == "asked" and trace.action in TURNS]
    turns = [[trace for trace in asked if trace.number == number] for number in {trace.number for trace in asked}]
    widest = [max(turn, key=lambda trace: turn_along(trace.turn, trace.action)) for turn in turns]
    still = [trace.turn.size for trace in seen if trace.phase == "pause" and trace.held not in TURNS]
    return Evidence(
        turned=min((turn_along(trace.turn, trace.action) for trace in widest), default=None),
        relief=_share(widest),
        residual=max((trace.turn.residual for trace in widest), default=None),
        early=max(still, default=0.0),
        glued=max((trace.glued for trace in seen), default=0.0),
        drift=max((trace.drift for trace in seen), default=0.0),
        repeated=alike,
    )


def _share(widest: Sequence[Trace]) -> float | None:
    turned = sum(turn_along(trace.turn, trace.action) for trace in widest)
    relief = sum(relief_along(trace.turn, trace.action)[0] for trace in widest)
    return relief / turned if turned >= FORGIVING.turned else None
