"""A desk without a gate, for tests of pages and for screenshots."""

from __future__ import annotations

from dataclasses import dataclass, field

from gate.desk.about import About, ModelFacts
from gate.desk.desk import Desk
from gate.desk.fake_enrol import FakeEnrol

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
    enrol: FakeEnrol = field(default_factory=FakeEnrol)
