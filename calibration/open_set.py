"""Open-set identification: some people are enrolled, the others are strangers (ISO/IEC 19795-1: FPIR and FNIR)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calibration.bootstrap import REPLICATES, draws
from calibration.comparisons import ImageSet
from calibration.embed import Embedded
from calibration.errors import CalibrationError
from calibration.fusion import GATE_DAMPING
from calibration.metrics.intervals import Interval, clopper_pearson, percentile_interval
from calibration.metrics.rates import threshold_at_fmr
from calibration.metrics.scores import Scores
from calibration.pictures import Masked, Sample
from engines.operating_point import Mask

MIN_IMAGES = 4
"""People with fewer images take no part: some are enrolled, and the others have to say something about the person."""

FEWEST_LOOKS = 3
"""A gate decides on so many looks at least (`min_looks` of its settings), where an attempt has several."""


@dataclass(frozen=True)
class Roles:
    """Which image plays which part."""

    enrolled: Mapping[str, tuple[Path, ...]]
    """The images that each enrolled person is enrolled with."""
    known: Mapping[str, tuple[Path, ...]]
    """The other images of the same people."""
    strangers: Mapping[str, tuple[Path, ...]]
    """All images of people who are not enrolled."""

    def images(self) -> list[Path]:
        """Every image that plays a part."""
        parts = (*self.enrolled.values(), *self.known.values(), *self.strangers.values())
        return [path for paths in parts for path in paths]

    def lineup(self, embedded: Embedded, *, reference: Mask = "unmasked", probe: Mask = "unmasked") -> Lineup:
        """The templates in their parts. Probes of people whose enrolment failed take no part: they are no strangers.

        Args:
            embedded: the images, and the same with drawn masks where a part is masked.
            reference: what people wear when they are enrolled.
            probe: what they wear at the door.
        """
        numbers = {name: number for number, name in enumerate([*self.enrolled, *self.strangers])}
        gallery = {
            name: joined
            for name, paths in self.enrolled.items()
            if (joined := _joined(embedded, _worn(paths, reference))) is not None
        }
        known = {name: paths for name, paths in self.known.items() if name in gallery}
        owners: dict[Sample, int] = {
            sample: numbers[name]
            for name, paths in {**known, **self.strangers}.items()
            for sample in _worn(paths, probe)
        }
        return Lineup(
            gallery=ImageSet(
                np.stack(list(gallery.values())) if gallery else embedded.vectors[:0],
                np.array([numbers[name] for name in gallery], np.int64),
            ),
            probes=embedded.samples(owners, owners),
            failures_to_enrol=len(self.enrolled) - len(gallery),
        )


@dataclass(frozen=True, eq=False)
class Lineup:
    """Templates of those enrolled, joined as a gate joins them, and of those who come to the door."""

    gallery: ImageSet
    probes: ImageSet
    failures_to_enrol: int


def cast(images: Mapping[str, tuple[Path, ...]], *, templates: int = 1, min_images: int = MIN_IMAGES) -> Roles:
    """Enrol the first images of every second person, in the order of the SHA-256 of their names.

    Args:
        images: of everybody.
        templates: images that each is enrolled with.
        min_images: people with fewer take no part; more than `templates`.

    Raises:
        CalibrationError: fewer than two people have enough images.
    """
    needed = max(min_images, templates + 1)
    people = sorted(
        (name for name, paths in images.items() if len(paths) >= needed),
        key=lambda name: hashlib.sha256(name.encode()).digest(),
    )
    if len(people) < 2:
        raise CalibrationError(f"an open-set test needs two people or more with {needed} images, not {len(people)}")
    staff, strangers = people[::2], people[1::2]
    return Roles(
        enrolled={name: images[name][:templates] for name in staff},
        known={name: images[name][templates:] for name in staff},
        strangers={name: images[name] for name in strangers},
    )


def _worn(paths: Iterable[Path], part: Mask) -> list[Sample]:
    return [Masked(path) if part == "masked" else path for path in paths]


def _joined(embedded: Embedded, samples: Iterable[Sample]) -> NDArray[np.float32] | None:
    """One vector of a person's templates, mean / |mean|^0.7, as `gate.gallery.index` joins them; None without any."""
    rows = [embedded.rows[sample] for sample in samples if sample in embedded.rows]
    if not rows:
        return None
    mean = embedded.vectors[rows].mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean) ** GATE_DAMPING, np.float32)


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
    """Every attempt's best match in the gallery."""

    best: NDArray[np.float32]
    """(n,) the highest score."""
    right: NDArray[np.bool_]
    """(n,) whether that is the person's own enrolment; never for a stranger."""
    people: NDArray[np.int64]
    """(n,) who makes the attempt."""
    stranger: NDArray[np.bool_]
    """(n,) whether the person is not enrolled."""

    def threshold_at_fpir(self, fpir: float) -> float:
        """The smallest threshold that at most this share of the strangers' attempts reach."""
        return threshold_at_fmr(Scores.of(self.best[self.stranger]), fpir)


def search(gallery: ImageSet, probes: ImageSet, *, looks: int = 1) -> Search:
    """Look every attempt up in a gallery with one vector for each person.

    With several looks, a person's images are parted, in their order, into attempts of so many; the last one may be
    shorter. An attempt reaches a person when the mean of its first looks, three at least, reaches the threshold at any
    time: it has so many chances and no more, however long somebody stands there.

    Args:
        gallery: the enrolled people.
        probes: images at the door.
        looks: images of an attempt.

    Raises:
        CalibrationError: nobody is enrolled.
    """
    if not len(gallery.vectors):
        raise CalibrationError("nobody is enrolled: there is no gallery to search")
    attempts = _attempts(probes.people, looks)
    scores = np.stack([_attempt(probes.vectors[rows] @ gallery.vectors.T) for rows in attempts])
    people = np.array([probes.people[rows[0]] for rows in attempts], np.int64)
    first = scores.argmax(axis=1)
    return Search(
        best=scores.max(axis=1),
        right=gallery.people[first] == people,
        people=people,
        stranger=~np.isin(people, gallery.people),
    )


def _attempts(people: NDArray[np.int64], looks: int) -> list[NDArray[np.intp]]:
    """The rows of each attempt; one that is too short for a decision is none, if its person has a longer one."""
    found: list[NDArray[np.intp]] = []
    for person in dict.fromkeys(people.tolist()):
        rows = np.flatnonzero(people == person)
        parts = [rows[start : start + looks] for start in range(0, len(rows), looks)]
        long = [part for part in parts if len(part) >= min(looks, FEWEST_LOOKS)]
        found += long or parts
    return found


def _attempt(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """(looks, people) to (people,): the best mean of the first looks, as soon as there are enough."""
    count = np.arange(1, len(cosines) + 1, dtype=np.float32)[:, None]
    means = np.cumsum(cosines, axis=0, dtype=np.float32) / count
    best: NDArray[np.float32] = means[min(len(cosines), FEWEST_LOOKS) - 1 :].max(axis=0)
    return best


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
