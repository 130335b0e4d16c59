"""What samples that were lost do to the rates (failure to acquire, FTA; ISO/IEC 19795-1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from calibration.metrics.summary import FMR_NAMES


@dataclass(frozen=True)
class Attempted:
    """What was to be compared."""

    samples: int
    lost: int
    """Samples that were not acquired."""
    genuine: int
    """Genuine comparisons that were to be made."""
    completed: int
    """Those whose samples were both acquired."""

    @property
    def fta(self) -> float:
        """Failure-to-acquire rate: lost samples over samples."""
        return self.lost / self.samples

    def metrics(self, metrics: dict[str, float]) -> dict[str, float]:
        """Rates of whole attempts, beside the FNMR of completed comparisons.

        `frr…` = FTA + (1 - FTA) · FNMR for an attempt of one presentation (ISO/IEC 19795-1); `fmr…_nist` is the FNMR
        with every genuine comparison that failed counted as a non-match, as NIST's FRTE does. The thresholds stay
        those of the completed impostor comparisons: failures never lower a threshold.
        """
        failed = self.genuine - self.completed
        found = {"fta": self.fta}
        for name in FMR_NAMES:
            fnmr = metrics[name]
            found[name.replace("fmr", "frr")] = self.fta + (1 - self.fta) * fnmr
            found[f"{name}_nist"] = (failed + fnmr * self.completed) / self.genuine
        return found


def lost_among(samples: Iterable[object], lost: Collection[object]) -> tuple[int, int]:
    """How many different samples there are, and how many of them were lost."""
    every = set(samples)
    return len(every), sum(sample in lost for sample in every)
