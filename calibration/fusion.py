"""What several templates of a person, or several looks at one, do to the error rates behind a threshold.

Thresholds are measured on single images (`calibration.operating_points`). A gate joins several: here the rule it uses
stands beside others, at such a threshold and at equal false match rates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.all_against_all import all_against_all
from calibration.comparisons import ImageSet
from calibration.errors import CalibrationError
from calibration.metrics.rates import fmr as fmr_of
from calibration.metrics.rates import fnmr as fnmr_of
from calibration.metrics.rates import point_at_fmr, threshold_at_fmr
from calibration.metrics.scores import Scores

FloatArray = NDArray[np.float32]
Rule = Callable[[FloatArray, FloatArray], FloatArray]
"""(N, P, k) cosines of probes to each person's k templates and (P,) norms of the templates' means → (N, P) scores."""

GATE_DAMPING = 0.7
"""Power of the mean's norm in the rule that a gate joins templates by (`gate.gallery.index.DAMPING`)."""

MIN_PROBES = 2
"""Images that a person must have beside the enrolled ones."""

DRAWS = 6
"""How often images are drawn anew for enrolment."""

ATTEMPT_DRAWS = 40
"""The same for attempts, of which a draw gives only one a person."""


def _best(count: int) -> Rule:
    return lambda cosines, _norms: np.sort(cosines, axis=-1)[..., -count:].mean(axis=-1)


def _damped(power: float) -> Rule:
    return lambda cosines, norms: cosines.mean(axis=-1) / norms**power


RULES: Mapping[str, Rule] = {
    "best template": _best(1),
    "mean of the two best": _best(2),
    "mean of all": _damped(0.0),
    "mean / norm^0.6": _damped(0.6),
    "mean / norm^0.7": _damped(0.7),
    "mean / norm^0.8": _damped(0.8),
    "mean direction": _damped(1.0),
}


@dataclass(frozen=True)
class Outcome:
    """One rule at the threshold that single images give for a false match rate."""

    rule: str
    fmr: float
    """Of single images at the threshold."""
    real_fmr: float
    """Of the rule at the same threshold."""
    fnmr: float
    """Of the rule at the same threshold."""
    fnmr_at_fmr: float
    """Of the rule where its own false match rate is `fmr`."""
    genuines: int
    impostors: int


def several_templates(images: ImageSet, templates: int, fmrs: Sequence[float]) -> list[Outcome]:
    """Enrol everybody with some images and compare the others, one by one, with everybody.

    Raises:
        CalibrationError: fewer than two people have enough images.
    """
    rng = np.random.default_rng(0)
    parts: dict[str, list[tuple[FloatArray, FloatArray]]] = {rule: [] for rule in RULES}
    for _ in range(DRAWS):
        enrolled, probes, owners = _draw(images, templates, rng)
        cosines = np.tensordot(probes, enrolled, axes=(1, 2))
        norms = np.linalg.norm(enrolled.mean(axis=1), axis=-1)
        own = owners[:, None] == np.arange(len(enrolled))
        for name, rule in RULES.items():
            scores = rule(cosines, norms)
            parts[name].append((scores[own], scores[~own]))
    return _outcomes(images, parts, fmrs)


def several_looks(images: ImageSet, looks: tuple[int, int], fmrs: Sequence[float]) -> list[Outcome]:
    """Compare attempts of several images with everybody's single enrolled image.

    An attempt is accepted as soon as the mean cosine of its first looks, `looks[0]` to `looks[1]` of them, reaches the
    threshold. Photographs taken on different days: frames of a video resemble each other more.

    Raises:
        CalibrationError: fewer than two people have enough images.
    """
    rng = np.random.default_rng(0)
    fewest, most = looks
    parts: dict[str, list[tuple[FloatArray, FloatArray]]] = {"first look": [], "attempt": []}
    for _ in range(ATTEMPT_DRAWS):
        enrolled, probes, owners = _draw(images, 1, rng, at_least=most)
        own = np.eye(len(enrolled), dtype=bool)
        attempt = np.stack([probes[owners == person][:most] for person in range(len(enrolled))])
        cosines = attempt @ enrolled[:, 0].T
        means = np.cumsum(cosines, axis=1) / np.arange(1, most + 1, dtype=np.float32)[:, None]
        for name, scores in (("first look", cosines[:, 0]), ("attempt", means[:, fewest - 1 :].max(axis=1))):
            parts[name].append((scores[own], scores[~own]))
    return _outcomes(images, parts, fmrs)


def _draw(
    images: ImageSet, templates: int, rng: np.random.Generator, *, at_least: int = MIN_PROBES
) -> tuple[FloatArray, FloatArray, NDArray[np.int64]]:
    """Enrolled (P, templates, D), probes (N, D) in random order, and which enrolled person each probe shows (N,)."""
    rows = [rng.permutation(np.flatnonzero(images.people == person)) for person in np.unique(images.people)]
    rows = [mine for mine in rows if len(mine) >= templates + at_least]
    if len(rows) < 2:
        raise CalibrationError(f"at least two people need {templates + at_least} images each")
    enrolled = np.stack([images.vectors[mine[:templates]] for mine in rows])
    probes = np.concatenate([images.vectors[mine[templates:]] for mine in rows])
    return enrolled, probes, np.repeat(np.arange(len(rows)), [len(mine) - templates for mine in rows])


def _outcomes(
    images: ImageSet, parts: Mapping[str, Sequence[tuple[FloatArray, FloatArray]]], fmrs: Sequence[float]
) -> list[Outcome]:
    single = all_against_all(images).impostor_scores()
    outcomes = []
    for rule, scores in parts.items():
        genuines = Scores.of(np.concatenate([genuine for genuine, _ in scores]))
        impostors = Scores.of(np.concatenate([impostor for _, impostor in scores]))
        for fmr in fmrs:
            threshold = threshold_at_fmr(single, fmr)
            outcomes.append(
                Outcome(
                    rule=rule,
                    fmr=fmr,
                    real_fmr=float(fmr_of(impostors, threshold)),
                    fnmr=float(fnmr_of(genuines, threshold)),
                    fnmr_at_fmr=point_at_fmr(genuines, impostors, fmr).fnmr,
                    genuines=int(genuines.total),
                    impostors=int(impostors.total),
                )
            )
    return outcomes
