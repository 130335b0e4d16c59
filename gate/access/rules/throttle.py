"""How often a claimed identity may be got wrong (NIST SP 800-63B, rate limiting): then it waits, at last it is closed.

Only that identity waits. Other people's badges and PINs, faces and the way out go on as before.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class ThrottleRules:
    """The limits."""

    failures: int = 5
    """In a row; from then on each one is followed by a wait."""
    seconds: float = 30.0
    """Of each wait."""
    disable_after: int = 100
    """Failures in a row after which only an administrator opens the identity again."""

    def __post_init__(self) -> None:
        if not (1 <= self.failures <= self.disable_after and 0 < self.seconds < math.inf):
            raise ValueError("a throttle needs at least one failure, and a wait")


@dataclass(frozen=True)
class Failures:
    """Of one identity, since its last success."""

    count: int = 0
    until: float = -math.inf
    """`Clock.mono` up to which it waits."""


def failed(before: Failures, rules: ThrottleRules, now: float) -> Failures:
    """One more failure."""
    count = before.count + 1
    return Failures(count, now + rules.seconds if count >= rules.failures else before.until)


def restored(count: int, rules: ThrottleRules, now: float) -> Failures:
    """Failures from before a restart: a wait that was not over begins again, so that pulling the plug gains nothing."""
    return Failures(count, now + rules.seconds if count >= rules.failures else -math.inf)


def wait(failures: Failures, rules: ThrottleRules, now: float) -> float:
    """Seconds until the identity may be tried again; 0: now; infinite: an administrator must open it."""
    if failures.count >= rules.disable_after:
        return math.inf
    return max(0.0, failures.until - now)


@dataclass(frozen=True)
class AlarmRules:
    """When failures at a gate, whoever's, are an alarm."""

    failures: int = 10
    seconds: float = 60.0
    """Within so long."""


@dataclass(frozen=True)
class RecentFailures:
    """At one gate."""

    times: tuple[float, ...] = ()
    """`Clock.mono`, the newest ones."""


def alarmed(before: RecentFailures, rules: AlarmRules, now: float) -> tuple[RecentFailures, bool]:
    """One more failure at the gate, and whether it raises the alarm; after an alarm the counting begins anew."""
    times = (*(time for time in before.times if 0 <= now - time <= rules.seconds), now)
    return (RecentFailures(), True) if len(times) >= rules.failures else (RecentFailures(times), False)
