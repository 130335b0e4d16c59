"""What is known between two steps of an admission: who claims to be whom, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from gate.access.decision import Decision, Observation
from gate.access.rules.authorise import Options
from gate.access.rules.factors import Factor
from gate.access.rules.throttle import AlarmRules, ThrottleRules


@dataclass(frozen=True)
class AdmissionRules:
    """What the settings say about claims."""

    options: Options
    throttle: ThrottleRules = field(default_factory=ThrottleRules)
    alarm: AlarmRules = field(default_factory=AlarmRules)
    credential_seconds: float = 10.0
    """How long a claim waits for its face, and a face for its badge or PIN."""
    claims_first: bool = False
    """Faces are compared with nobody until a badge or PIN says whose they are to be."""


@dataclass(frozen=True, eq=False)
class Claim:
    """A badge or PIN says who somebody is; their face is still asked for."""

    person: str
    factors: frozenset[Factor]
    until: float
    """`Clock.mono`."""
    duress: bool = False


@dataclass(frozen=True, eq=False)
class Seen:
    """A face was recognised; a badge or PIN of this person is still asked for."""

    decision: Decision
    observation: Observation
    person: str
    until: float
    """`Clock.mono`."""


@dataclass(frozen=True)
class Outcome:
    """What came out of one step."""

    decision: Decision
    factors: frozenset[Factor]
    subject: str | None
    """Person id: who is let in, or to whom a rule said no; None: nobody is known."""
    revision: int
    """Of the access rules."""
    duress: bool = False
    remind_mask: bool = False
    observation: Observation | None = None
    """Of the face, where one was seen before."""
