"""Error rates of presentation attack detection, in the words of ISO/IEC 30107-3, with exact intervals. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """So many of so many."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        """0..1; None: there were none."""
        return self.count / self.of if self.of else None

    @property
    def upper(self) -> float:
        """The one-sided 95 % bound from above (C. Clopper, E. Pearson, Biometrika 26, 1934); 1 without attempts."""
        from scipy.stats import beta  # takes a second to load

        return 1.0 if self.count >= self.of else float(beta.ppf(0.95, self.count + 1, self.of - self.count))

    @property
    def lower(self) -> float:
        """The one-sided 95 % bound from below."""
        from scipy.stats import beta

        return 0.0 if not self.count else float(beta.ppf(0.05, self.count, self.of - self.count + 1))

    def words(self) -> str:
        """`2 of 100 (upper 95 % bound 6.2 %)`."""
        return f"{self.count} of {self.of} (upper 95 % bound {self.upper:.1%})"


@dataclass(frozen=True)
class Outcome:
    """One presentation."""

    species: str | None
    """Of the attack; None: a genuine one."""
    live: bool
    """Taken for a live face."""
    granted: bool
    """The door would have opened."""


@dataclass(frozen=True)
class Rates:
    """What a test comes to. Species are never averaged."""

    apcer: dict[str, Rate]
    """Attack presentations taken for live, by species."""
    iapar: dict[str, Rate]
    """Attack presentations that the whole gate granted, by species."""
    bpcer: Rate
    """Genuine presentations not taken for live."""

    @property
    def worst(self) -> str | None:
        """The species with the highest bound of APCER; None: there were no attacks."""
        return max(self.apcer, key=lambda name: self.apcer[name].upper, default=None)


def rates(outcomes: Iterable[Outcome]) -> Rates:
    """Count."""
    seen: Sequence[Outcome] = tuple(outcomes)
    species = sorted({outcome.species for outcome in seen if outcome.species is not None})
    of = {name: [outcome for outcome in seen if outcome.species == name] for name in species}
    genuine = [outcome for outcome in seen if outcome.species is None]
    return Rates(
        apcer={name: Rate(sum(o.live for o in group), len(group)) for name, group in of.items()},
        iapar={name: Rate(sum(o.granted for o in group), len(group)) for name, group in of.items()},
        bpcer=Rate(sum(not o.live for o in genuine), len(genuine)),
    )
