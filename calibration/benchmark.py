"""How fast figures are made: from files to templates beside the bare networks, and metrics beside scikit-learn.

Both sides run in turn on the same inputs, and processor time is compared: a ratio holds on a machine that is shared and
noisy, where a single time does not.
"""

from __future__ import annotations

import statistics
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from calibration.all_against_all import all_against_all
from calibration.comparisons import ImageSet
from calibration.cutting import PhotographCutter
from calibration.embed import embed_images
from calibration.face_path import FacePath
from calibration.metrics.curve import auc
from calibration.metrics.rates import threshold_at_fmr
from calibration.metrics.scores import Scores
from engines.backend import Backend, FloatArray, Running, TensorSpec
from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.registry import Model, resolve
from gate.vision.embed import Embedder
from gate.vision.image_io import read_image
from gate.vision.yunet import YuNet


@dataclass(frozen=True)
class Beside:
    """One piece of work done by both sides."""

    work: str
    ours: float
    """Median seconds of processor time."""
    peer: float
    peer_name: str
    ratio: float
    """Median of peer / ours over the rounds: above 1, ours is faster."""
    spread: tuple[float, float]
    """The lowest and the highest ratio."""


@dataclass(frozen=True)
class Reduction:
    """All against all."""

    comparisons: int
    seconds: float
    """Of processor time."""
    peak: int
    """Bytes that Python and numpy held at most."""


class _Recorded:
    """A backend that remembers what it was fed."""

    def __init__(self, backend: Backend) -> None:
        self._backend, self.fed = backend, list[FloatArray]()

    @property
    def inputs(self) -> tuple[TensorSpec, ...]:
        return self._backend.inputs

    @property
    def outputs(self) -> tuple[TensorSpec, ...]:
        return self._backend.outputs

    @property
    def running(self) -> Running:
        return self._backend.running

    def run(self, batch: FloatArray) -> dict[str, FloatArray]:
        self.fed.append(batch.copy())
        return self._backend.run(batch)

    def close(self) -> None:
        self._backend.close()


def from_disk(pictures: Sequence[Path], model: Model, *, rounds: int) -> list[Beside]:
    """From files to templates, and from cached crops to templates, beside decoding and the bare networks.

    The peer decodes the same files and runs the same networks on the very tensors that our side fed them, one thread
    each, and does nothing else.

    Args:
        pictures: photographs.
        model: the recogniser.
        rounds: how often; medians are told.
    """
    detector = resolve("yunet", kind="detector")
    seeing, knowing = (OnnxRuntimeBackend(one.path, threads=1) for one in (detector, model))

    def path(eyes: Backend, mind: Backend) -> FacePath:
        cutter = PhotographCutter(YuNet(eyes, detector.card), detector.card.digest, model.card.preprocessing)
        return FacePath(cutter, Embedder(mind, model.card), model.card.digest)

    eyes, mind = _Recorded(seeing), _Recorded(knowing)
    embed_images(pictures, path(eyes, mind))
    ours = path(seeing, knowing)

    def bare() -> None:
        for picture in pictures:
            read_image(picture)
        for batch in eyes.fed:
            seeing.run(batch)
        for batch in mind.fed:
            knowing.run(batch)

    def recogniser() -> None:
        for batch in mind.fed:
            knowing.run(batch)

    with TemporaryDirectory() as folder:
        embed_images(pictures, ours, cache=Path(folder))
        turns = count()

        def cached() -> None:
            # Another recogniser to the cache: it finds the crops, and no templates.
            embed_images(pictures, replace(ours, recogniser_way=f"turn {next(turns)}"), cache=Path(folder))

        return [
            _beside(
                f"{len(pictures)} photographs to templates",
                lambda: embed_images(pictures, ours),
                bare,
                "decoding, detector and recogniser alone",
                rounds,
            ),
            _beside(f"{len(pictures)} cached crops to templates", cached, recogniser, "recogniser alone", rounds),
        ]


def reduction(images: int, dim: int) -> Reduction:
    """Random templates, all against all, to the threshold at a false match rate of 1e-6."""
    random = np.random.default_rng(0)
    vectors = random.normal(size=(images, dim)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    people = ImageSet(vectors, np.arange(images) // 2)
    tracemalloc.start()
    began = time.process_time()
    table = all_against_all(people)
    threshold_at_fmr(table.impostor_scores(), 1e-6)
    seconds, peak = time.process_time() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return Reduction(table.impostors + len(table.genuine), seconds, peak)


def area(scores_in_all: int, *, rounds: int) -> tuple[Beside, float]:
    """The area under the ROC of random scores beside scikit-learn's; and by how much the two differ.

    Raises:
        ImportError: scikit-learn is not installed.
    """
    from sklearn.metrics import roc_auc_score

    random = np.random.default_rng(0)
    genuine, impostor = random.normal(1, 1, scores_in_all // 2), random.normal(0, 1, scores_in_all // 2)
    scores = np.concatenate([genuine, impostor])
    truth = np.repeat([1, 0], scores_in_all // 2)
    found = {}

    def ours() -> None:
        found["ours"] = auc(Scores.of(genuine), Scores.of(impostor))

    def peer() -> None:
        found["peer"] = float(roc_auc_score(truth, scores))

    beside = _beside(f"area under the ROC of {scores_in_all:,} scores", ours, peer, "scikit-learn", rounds)
    return beside, abs(found["ours"] - found["peer"])


def _beside(work: str, ours: Callable[[], object], peer: Callable[[], object], name: str, rounds: int) -> Beside:
    times = np.empty((rounds, 2))
    for turn in range(rounds):
        for side in (0, 1) if turn % 2 else (1, 0):
            began = time.process_time()
            (ours, peer)[side]()
            times[turn, side] = time.process_time() - began
    ratios = (times[:, 1] / times[:, 0]).tolist()
    mine, theirs = (statistics.median(column) for column in times.T.tolist())
    return Beside(work, mine, theirs, name, statistics.median(ratios), (min(ratios), max(ratios)))
