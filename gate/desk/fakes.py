"""A desk without a gate, for tests of pages and for screenshots."""

from __future__ import annotations

from dataclasses import dataclass, field

from gate.desk.about import About, ModelFacts
from gate.desk.desk import Desk
from gate.desk.fake_accounts import FakeAccounts
from gate.desk.fake_enrol import FakeEnrol
from gate.desk.fake_events import FakeEvents
from gate.desk.fake_gate import FakeGate
from gate.desk.fake_health import FakeHealth
from gate.desk.fake_people import FakePeople
from gate.desk.fake_rules import FakeRules
from gate.desk.fake_sessions import FakeSessions

FACTS = About(
    version="0.1.0",
    licence="Apache-2.0",
    models=(
        ModelFacts("detector", "yunet", "4" * 64, "MIT", "https://example.org/detector", "Faces from 10 pixels."),
        ModelFacts("recogniser", "sface", "f" * 64, "Apache-2.0", "https://example.org/recogniser", "Adults, bare."),
    ),
)


@dataclass
class FakeAbout:
    """Says what it was given, or raises it."""

    facts: About | Exception = FACTS

    def about(self) -> About:
        """See `AboutCalls`."""
        if isinstance(self.facts, Exception):
            raise self.facts
        return self.facts


@dataclass(frozen=True)
class FakeDesk(Desk):
    """Every area with its fake."""

    about: FakeAbout = field(default_factory=FakeAbout)
    sessions: FakeSessions = field(default_factory=FakeSessions)
    people: FakePeople = field(default_factory=FakePeople)
    events: FakeEvents = field(default_factory=FakeEvents)
    rules: FakeRules = field(default_factory=FakeRules)
    gate: FakeGate = field(default_factory=FakeGate)
    health: FakeHealth = field(default_factory=FakeHealth)
    accounts: FakeAccounts = field(default_factory=FakeAccounts)
    enrol: FakeEnrol = field(default_factory=FakeEnrol)
