"""What a report is made from: results as measured, their paired differences, and how they came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from calibration.errors import CalibrationError
from calibration.metrics.intervals import Interval
from calibration.metrics.scores import Scores


@dataclass(frozen=True, eq=False)
class PairPicture:
    """Two images that were compared, to be looked at."""

    score: float
    first: bytes
    """JPEG."""
    second: bytes
    """JPEG."""
    first_name: str
    second_name: str


@dataclass(frozen=True, eq=False)
class Measured:
    """One model on one protocol with one mask setting."""

    model: str
    digest: str
    protocol: str
    masks: str
    """Free text, shown as it is: "none", "masked-unmasked", "masked-masked", "none-none" …"""
    metrics: Mapping[str, float]
    """By the names of `calibration.metrics.summary`, `accuracy`, `tpr_at_far_0.002` … (`calibration.report.names`)."""
    intervals: Mapping[str, Interval]
    """95 %, for those metrics that have one."""
    supported: Mapping[str, bool]
    """Whether the comparisons suffice for the figure; what is not named here is judged by the rule of three."""
    counts: Mapping[str, int]
    """`genuine` and `impostor` (completed comparisons), `failure_to_acquire` (images), and others."""
    genuines: Scores
    impostors: Scores
    """May be a histogram below its exact tail."""
    worst_genuine: tuple[PairPicture, ...] = ()
    """The lowest scores first."""
    worst_impostor: tuple[PairPicture, ...] = ()
    """The highest scores first."""


@dataclass(frozen=True)
class Difference:
    """A metric of one model less that of another on the same images."""

    model: str
    base: str
    protocol: str
    masks: str
    metric: str
    value: float
    """Of `model` less that of `base`."""
    interval: Interval
    """95 %, from a paired bootstrap over people."""


@dataclass(frozen=True, eq=False)
class Report:
    """All that one run has measured.

    Raises:
        CalibrationError: two models go by one name, or one model was measured twice in one place, so that a reader
            could not tell whose figures are whose.
    """

    results: tuple[Measured, ...]
    differences: tuple[Difference, ...]
    provenance: Mapping[str, str]
    """How it was measured: way of masking, seed, template pack, date, command line … shown in this order."""

    def __post_init__(self) -> None:
        digests: dict[str, str] = {}
        places = set()
        for one in self.results:
            if digests.setdefault(one.model, one.digest) != one.digest:
                raise CalibrationError(f"two models are called {one.model}: give each its own name")
            place = (one.model, one.protocol, one.masks)
            if place in places:
                raise CalibrationError(f"{one.model} was measured twice on {one.protocol}, masks: {one.masks}")
            places.add(place)

    @property
    def models(self) -> tuple[str, ...]:
        """Each model once, in the order of the results."""
        return tuple(dict.fromkeys(result.model for result in self.results))

    @property
    def facts(self) -> dict[str, str]:
        """How it was measured, the models' digests among it."""
        return {**self.provenance, **{f"model {one.model}": one.digest for one in self.results}}
