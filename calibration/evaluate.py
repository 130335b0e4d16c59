"""A protocol measured: every model in every mask setting, pairs and all against all, and the models' differences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calibration.all_against_all import all_against_all
from calibration.bootstrap import REPLICATES, fnmr_samples
from calibration.comparisons import Comparisons
from calibration.cutting import Masking
from calibration.embed import Embedded, embed_images
from calibration.errors import CalibrationError
from calibration.face_path import FacePath, Measurable, crop_path, photograph_path
from calibration.failures import Attempted, lost_among
from calibration.metrics.accuracy import fold_accuracy
from calibration.metrics.intervals import percentile_interval
from calibration.metrics.scores import Scores
from calibration.metrics.summary import FAR_NAMES, FMR_NAMES, intervals, summarise, supported
from calibration.pictures import Masked, Sample, load, picture_of
from calibration.protocols.lfw import numbered
from calibration.protocols.protocol import Protocol
from calibration.report.types import Difference, Measured
from calibration.settings import Drawn, PairSetting, SetSetting, acquired_once, pair_settings, people_of, set_settings
from calibration.verification import ScoredPairs, score_pairs
from calibration.worst import worst_genuine, worst_impostor
from gate.vision.types import Crop

_FOLDS = 2
"""Fewer folds give no accuracy."""

_EVERYBODY, _CLEAN = "all against all", "all against all, without listed label errors"


@dataclass(frozen=True)
class Options:
    """How to evaluate."""

    drawn: tuple[Drawn, ...]
    """Settings of sets that hold no masks."""
    masking: Masking | None
    """Needed where masks are to be drawn."""
    cache: Path
    """A folder for crops and templates."""
    threads: int | None = None
    replicates: int = REPLICATES
    pictures: int = 8
    """Worst comparisons, of either kind, that are kept as pictures."""


@dataclass(frozen=True, eq=False)
class Evaluation:
    """A protocol's results."""

    results: tuple[Measured, ...]
    differences: tuple[Difference, ...]
    """Of every further model from the first."""
    lost: Mapping[str, str]
    """Failures to acquire, each with its reason."""


def evaluate(
    protocol: Protocol,
    models: Sequence[Measurable],
    options: Options,
    *,
    folder: Path,
    say: Callable[[str], None] = lambda _: None,
) -> Evaluation:
    """Measure models on a protocol.

    Args:
        protocol: what to compare.
        models: of different names; they may differ in dimension.
        options: how.
        folder: of the data, for the names of lost samples.
        say: told what is being done.

    Raises:
        CalibrationError: masks are to be drawn and nothing says how, nobody was acquired, or a setting has no genuine
            or no impostor comparisons.
        ModelError: the detector can't be loaded.
    """
    drawn = options.drawn if protocol.masked is None else ("none",)
    if set(drawn) != {"none"} and options.masking is None:
        raise CalibrationError("there is no mask template pack to draw masks from: name one with --mask-templates")
    people = people_of(protocol)
    runs = [_Run(protocol, model, options, people, masked=set(drawn) != {"none"}) for model in models]
    rows: list[list[_Outcome]] = []
    for pairs in pair_settings(protocol, drawn):
        say(f"{protocol.name}, pairs, masks {pairs.masks}")
        rows.append([run.pairs(pairs) for run in runs])
    for cell in set_settings(protocol, drawn):
        for doubtful in ((), protocol.label_errors) if protocol.label_errors else ((),):
            say(f"{protocol.name}, {_CLEAN if doubtful else _EVERYBODY}, masks {cell.masks}")
            rows.append([run.set(cell, doubtful) for run in runs])
    return Evaluation(
        results=tuple(outcome.measured for row in rows for outcome in row),
        differences=tuple(difference for row in rows for difference in _differences(row)),
        lost={name: reason for run in runs for name, reason in run.embedded.lost_within(folder).items()},
    )


@dataclass(frozen=True, eq=False)
class _Outcome:
    """A result, and the bootstrap samples of those metrics that have any."""

    measured: Measured
    samples: Mapping[str, NDArray[np.float64]]


def _differences(row: Sequence[_Outcome]) -> list[Difference]:
    base = row[0].measured
    return [
        Difference(
            model=other.measured.model,
            base=base.model,
            protocol=base.protocol,
            masks=base.masks,
            metric=metric,
            value=other.measured.metrics[metric] - base.metrics[metric],
            interval=percentile_interval(samples - row[0].samples[metric]),
        )
        for other in row[1:]
        for metric, samples in other.samples.items()
    ]


class _Run:
    """One model's templates of a protocol."""

    def __init__(
        self, protocol: Protocol, model: Measurable, options: Options, people: Mapping[Sample, int], *, masked: bool
    ) -> None:
        self._protocol, self._model, self._options, self._people = protocol, model, options, people
        self._persons = max(people.values()) + 1
        self._bare = self._path(None)
        self._masked = self._path(options.masking) if masked else None
        self.embedded = self._embed()
        self._sample_at = {row: sample for sample, row in self.embedded.rows.items()}
        self._owners = np.array([people[self._sample_at[row]] for row in range(len(self._sample_at))], np.int64)

    def _path(self, masking: Masking | None) -> FacePath:
        if self._protocol.aligned:
            return crop_path(self._model, masking)
        return photograph_path(self._model, masking, threads=self._options.threads)

    def _embed(self) -> Embedded:
        pictures, name, cache = list(self._protocol.people), self._model.name, self._options.cache
        bare = embed_images(pictures, self._bare, cache=cache, what=name)
        if self._masked is None:
            return bare
        return bare.with_masked(embed_images(pictures, self._masked, cache=cache, what=f"{name}, masked"))

    def pairs(self, setting: PairSetting) -> _Outcome:
        """The protocol's own pairs."""
        scored = score_pairs(setting.pairs, self.embedded)
        genuine, impostor = scored.comparisons.pick(scored.genuine), scored.comparisons.pick(~scored.genuine)
        self._check("pairs", setting.masks, len(genuine), len(impostor))
        samples = scored.samples(self._owners, persons=self._persons, replicates=self._options.replicates)
        every = [sample for pair in setting.pairs for sample in (pair.first, pair.second)]
        presented = [sample for sample in every if isinstance(sample, Masked)] or every
        attempted = Attempted(
            *lost_among(presented, self.embedded.lost),
            genuine=sum(pair.genuine for pair in setting.pairs),
            completed=len(genuine),
        )
        return self._outcome(
            "pairs", setting.masks, genuine, impostor, Scores.of(impostor.scores), attempted, samples, _accuracy(scored)
        )

    def set(self, setting: SetSetting, doubtful: Sequence[tuple[str, str]] = ()) -> _Outcome:
        """All probes against all references, but for pairs of people who are probably one."""
        kind, presented = _CLEAN if doubtful else _EVERYBODY, setting.probes
        wanted = _genuine_of(setting, self._people)
        setting = acquired_once(setting, self.embedded.rows)
        probes = [sample for sample in setting.probes if sample in self.embedded.rows]
        references = [sample for sample in setting.references or () if sample in self.embedded.rows]
        table = all_against_all(
            self.embedded.samples(probes, self._people),
            None if setting.references is None else self.embedded.samples(references, self._people),
            once=setting.once,
            excluded=numbered(doubtful, list(dict.fromkeys(self._protocol.people.values()))),
        )
        self._check(kind, setting.masks, len(table.genuine), table.impostors)
        targets = FMR_NAMES | FAR_NAMES
        columns = fnmr_samples(
            table, list(targets.values()), persons=self._persons, replicates=self._options.replicates
        )
        samples = {name: 1 - columns[:, i] if name in FAR_NAMES else columns[:, i] for i, name in enumerate(targets)}
        attempted = Attempted(*lost_among(presented, self.embedded.lost), genuine=wanted, completed=len(table.genuine))
        rows = self.embedded.rows
        at_probe = np.array([rows[sample] for sample in probes], np.int32)
        at_reference = at_probe if setting.references is None else np.array([rows[s] for s in references], np.int32)

        def placed(part: Comparisons) -> Comparisons:
            """The same by rows of the embedded samples."""
            return Comparisons(part.scores, at_probe[part.probes], at_reference[part.references])

        return self._outcome(
            kind,
            setting.masks,
            placed(table.genuine),
            placed(table.tail),
            table.impostor_scores(),
            attempted,
            samples,
            {},
        )

    def _check(self, kind: str, masks: str, genuine: int, impostor: int) -> None:
        for count, what in ((genuine, "genuine comparisons"), (impostor, "impostors")):
            if not count:
                where = f"{self._protocol.name}, {kind}, masks {masks}"
                raise CalibrationError(f"no {what} in {where}: there is no error rate to measure")

    def _outcome(
        self,
        kind: str,
        masks: str,
        genuine: Comparisons,
        impostor: Comparisons,
        impostors: Scores,
        attempted: Attempted,
        samples: Mapping[str, NDArray[np.float64]],
        more: Mapping[str, float],
    ) -> _Outcome:
        genuines = Scores.of(genuine.scores)
        metrics = summarise(genuines, impostors)
        count = 0 if kind == _CLEAN else self._options.pictures
        measured = Measured(
            model=self._model.name,
            digest=self._model.digest,
            protocol=f"{self._protocol.name}, {kind}",
            masks=masks,
            metrics={**more, **metrics, **attempted.metrics(metrics)},
            intervals=intervals(metrics, samples, int(min(genuines.total, impostors.total))),
            supported=supported(impostors.total),
            counts={
                "genuine": len(genuine),
                "impostor": int(impostors.total),
                "failure_to_acquire": attempted.lost,
                "samples": attempted.samples,
                "failed_genuine": attempted.genuine - attempted.completed,
                "people": len({self._people[sample] for sample in self.embedded.rows}),
            },
            genuines=genuines,
            impostors=impostors,
            worst_genuine=worst_genuine(genuine, self._sample_at, self._crop, count),
            worst_impostor=worst_impostor(impostor, self._sample_at, self._crop, count),
        )
        return _Outcome(measured, samples)

    def _crop(self, sample: Sample) -> Crop | None:
        path = self._masked if isinstance(sample, Masked) else self._bare
        assert path is not None
        return path.cutter.crops([load(picture_of(sample))])[0]


def _accuracy(scored: ScoredPairs) -> dict[str, float]:
    if len(np.unique(scored.folds)) < _FOLDS:
        return {}
    accuracy = fold_accuracy(scored.comparisons.scores, scored.genuine, scored.folds)
    return {"accuracy": accuracy.mean, "accuracy_std": accuracy.std}


def _genuine_of(setting: SetSetting, people: Mapping[Sample, int]) -> int:
    """Genuine comparisons of a setting if nobody is lost."""
    counts = np.bincount([people[sample] for sample in setting.probes])
    if setting.references is None or setting.once:
        return int((counts * (counts - 1) // 2).sum())
    references = np.bincount([people[sample] for sample in setting.references], minlength=len(counts))
    return int((counts * references[: len(counts)]).sum())
