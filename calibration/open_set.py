"""Open-set identification: some people are enrolled, the others are strangers (ISO/IEC 19795-1: FPIR and FNIR)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calibration.bootstrap import REPLICATES, draws
from calibration.comparisons import ImageSet
from calibration.embed import Embedded
from calibration.errors import CalibrationError
from calibration.metrics.intervals import Interval, clopper_pearson, percentile_interval

MIN_IMAGES = 4
"""People with fewer images take no part: one is enrolled, and the others have to say something about the person."""


@dataclass(frozen=True)
class Roles:
    """Which image plays which part. Every probe stands for one attempt with a single picture."""

    enrolled: Mapping[str, Path]
    """One image for each enrolled person."""
    known: Mapping[str, tuple[Path, ...]]
    """The other images of the same people."""
    strangers: Mapping[str, tuple[Path, ...]]
    """All images of people who are not enrolled."""

    def images(self) -> list[Path]:
        """Every image that plays a part."""
        probes = (path for paths in (*self.known.values(), *self.strangers.values()) for path in paths)
        return [*self.enrolled.values(), *probes]

    def lineup(self, embedded: Embedded) -> Lineup:
        """The templates in their parts. Probes of people whose enrolment failed take no part: they are no strangers."""
        numbers = {name: number for number, name in enumerate([*self.enrolled, *self.strangers])}
        failed = {name for name, path in self.enrolled.items() if path not in embedded.rows}
        gallery = {name: (path,) for name, path in self.enrolled.items() if name not in failed}
        known = {name: paths for name, paths in self.known.items() if name not in failed}
        return Lineup(
            gallery=embedded.image_set(gallery, numbers),
            probes=embedded.image_set({**known, **self.strangers}, numbers),
            failures_to_enrol=len(failed),
        )


@dataclass(frozen=True, eq=False)
class Lineup:
    """Templates of those enrolled and of those who come to the door."""

    gallery: ImageSet
    probes: ImageSet
    failures_to_enrol: int


def cast(images: Mapping[str, tuple[Path, ...]]) -> Roles:
    """Enrol the first image of every second person, in the order of the SHA-256 of their names.

    Raises:
        CalibrationError: fewer than two people have enough images.
    """
    people = sorted(
        (name for name, paths in images.items() if len(paths) >= MIN_IMAGES),
        key=lambda name: hashlib.sha256(name.encode()).digest(),
    )
    if len(people) < 2:
        raise CalibrationError(f"an open-set test needs two people or more with {MIN_IMAGES} images, not {len(people)}")
    staff, strangers = people[::2], people[1::2]
    return Roles(
        enrolled={name: images[name][0] for name in staff},
        known={name: images[name][1:] for name in staff},
        strangers={name: images[name] for name in strangers},
    )


@dataclass(frozen=True)
class Rate:
    """An error rate of probes, with its 95 % interval."""

    errors: int
    probes: int
    interval: Interval

    @property
    def value(self) -> float:
        """Errors per probe."""
        return self.errors / self.probes


@dataclass(frozen=True)
class Identification:
    """What an open-set search does at one threshold."""

    threshold: float
    fpir: Rate
    """False positive identification rate: probes of strangers that reach the threshold with anybody."""
    fnir: Rate
    """False negative identification rate: probes of enrolled people that are not found as themselves."""
    misidentified: Rate
    """Of these, the ones taken for somebody else."""


@dataclass(frozen=True, eq=False)
class Search:
    """Every probe's best match in the gallery."""

    best: NDArray[np.float32]
    """(n,) the highest cosine."""
    right: NDArray[np.bool_]
    """(n,) whether that is the probe's own enrolment; never for a stranger."""
    people: NDArray[np.int64]
    """(n,) who is on the probe."""
    stranger: NDArray[np.bool_]
    """(n,) whether the person is not enrolled."""


def search(gallery: ImageSet, probes: ImageSet) -> Search:
    """Look every probe up in a gallery with one template for each person.

    Raises:
        CalibrationError: nobody is enrolled.
    """
    if not len(gallery.vectors):
        raise CalibrationError("nobody is enrolled: there is no gallery to search")
    scores = probes.vectors @ gallery.vectors.T
    first = scores.argmax(axis=1)
    return Search(
        best=scores.max(axis=1),
        right=gallery.people[first] == probes.people,
        people=probes.people,
        stranger=~np.isin(probes.people, gallery.people),
    )


def identify(result: Search, thresholds: Sequence[float], *, replicates: int = REPLICATES) -> list[Identification]:
    """Error rates at each threshold; accepted when the best cosine >= threshold.

    Intervals come from a bootstrap over the probes' people, for the gallery as it is; without errors they are
    Clopper and Pearson's.
    """
    return [
        Identification(
            threshold=threshold,
            fpir=_rate(result, result.best >= threshold, result.stranger, replicates),
            fnir=_rate(result, (result.best < threshold) | ~result.right, ~result.stranger, replicates),
            misidentified=_rate(result, (result.best >= threshold) & ~result.right, ~result.stranger, replicates),
        )
        for threshold in thresholds
    ]


def _rate(result: Search, error: NDArray[np.bool_], among: NDArray[np.bool_], replicates: int) -> Rate:
    if not among.any():
        raise CalibrationError("an open-set test needs probes of enrolled people and of strangers")
    errors, probes = int(error[among].sum()), int(among.sum())
    if errors == 0:
        return Rate(0, probes, clopper_pearson(0, probes))
    _, owner = np.unique(result.people[among], return_inverse=True)
    wrong, all_of = np.bincount(owner, weights=error[among]), np.bincount(owner)
    samples = [drawn @ wrong / (drawn @ all_of) for drawn in draws(all_of.size, replicates=replicates)]
    return Rate(errors, probes, percentile_interval(samples))
