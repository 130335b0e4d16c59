"""Finds the layers that have to stay in floating point, and says what each choice costs.

Each layer is first quantised alone. How far the network is then from its original (`engines.verify.distance`), for each
multiply-add that 8 bits would save, says how soon it is given up: a small layer that hurts goes first. The fewest given
up that keep the bounds are found by bisection. Where time is measured too, giving up more may even be faster, because a
small layer's conversions cost more than its arithmetic saves: then the fastest network within the bounds is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import onnx
import onnxruntime as ort

from engines.backend import FloatArray
from engines.errors import ModelError
from engines.interleave import cpu_ratio
from engines.quantise.judge import Judge
from engines.quantise.qdq import Layer, quantise
from engines.quantise.ranges import Ranges
from engines.quantise.trial import open_session
from engines.verify import Bounds, Figures, columns, distance, shortfall

_MARGIN = 0.2
"""Of the distance between a bound and 1: the search keeps so much more than asked, for other faces than its own."""


@dataclass(frozen=True)
class Trial:
    """One choice of layers."""

    given_up: int
    float_layers: tuple[str, ...]
    figures: Figures
    share: float
    """Of all multiply-adds, those in 8 bits."""
    time_ratio: float | None
    """CPU time of one thread over the float32 network's; None: not measured."""


@dataclass(frozen=True, eq=False)
class Found:
    """The chosen network."""

    model: onnx.ModelProto
    chosen: Trial
    trials: tuple[Trial, ...]
    """Everything that was tried, by number of layers given up."""
    order: tuple[str, ...]
    """All layers, the one to give up first in front."""


class Search:
    """A search over one prepared network.

    Args:
        model: from `prepare`.
        ranges: of it.
        layers: from `layers_of`.
        judge: compares on pictures that the ranges were not measured on.
        bounds: to keep.
        outputs: as in `quantise`.
        timed: choose by the time that this picture takes, too (ONNX Runtime on this CPU); None: do not.
        report: gets a line for each step.
    """

    def __init__(
        self,
        model: onnx.ModelProto,
        ranges: Ranges,
        layers: Sequence[Layer],
        judge: Judge,
        bounds: Bounds,
        *,
        outputs: bool,
        timed: FloatArray | None,
        report: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._model, self._ranges, self._layers = model, ranges, layers
        self._judge = judge
        self._bounds = _stricter(bounds)
        self._outputs, self._timed, self._report = outputs, timed, report
        self._float = open_session(model)
        self._trials: dict[int, tuple[Trial, onnx.ModelProto]] = {}

    def run(self, exclude: Sequence[str] = ()) -> Found:
        """Search.

        Args:
            exclude: layers that stay in floating point in any case.

        Raises:
            ModelError: an excluded name is no layer, or not even a single layer can be quantised within the bounds.
        """
        names = [layer.name for layer in self._layers]
        if unknown := [name for name in exclude if name not in names]:
            raise ModelError(f"there is no layer {unknown[0]} to exclude; layers are: {', '.join(names)}")
        order = self._order([layer for layer in self._layers if layer.name not in exclude])
        low, high = 0, len(order)
        while low < high:
            middle = (low + high) // 2
            if self._keeps(middle, order, exclude):
                high = middle
            else:
                low = middle + 1
        if low == len(order):
            raise ModelError("no layer of this network can compute in 8 bits within the bounds: build it in fp16")
        if self._timed is not None:
            for given_up in range(low, len(order), max(1, (len(order) - low) // 8)):
                self._try(given_up, order, exclude)
        good = [pair for count, pair in self._trials.items() if count >= low and self._good(pair[0])]
        chosen, model = min(good, key=lambda pair: (pair[0].time_ratio or 0.0, pair[0].given_up))
        trials = tuple(self._trials[count][0] for count in sorted(self._trials))
        return Found(model, chosen, trials, tuple(order))

    def _order(self, layers: Sequence[Layer]) -> list[str]:
        harm: dict[str, float] = {}
        for number, layer in enumerate(layers, start=1):
            model = quantise(self._model, self._ranges, [layer.name], outputs=self._outputs)
            away = distance(self._judge(model, rough=True))
            harm[layer.name] = away / layer.work
            self._report(f"layer {number} of {len(layers)}: {layer.name} alone is {max(away, 0):.6f} from the original")
        return sorted(harm, key=lambda name: -harm[name])

    def _keeps(self, given_up: int, order: Sequence[str], exclude: Sequence[str]) -> bool:
        return self._good(self._try(given_up, order, exclude))

    def _good(self, trial: Trial) -> bool:
        return shortfall(trial.figures, self._bounds) is None

    def _try(self, given_up: int, order: Sequence[str], exclude: Sequence[str]) -> Trial:
        if given_up not in self._trials:
            model = quantise(self._model, self._ranges, order[given_up:], outputs=self._outputs)
            figures = self._judge(model)
            ratio = None if self._timed is None else self._time(open_session(model), self._timed)
            trial = Trial(given_up, (*exclude, *order[:given_up]), figures, self._share(order[given_up:]), ratio)
            self._trials[given_up] = (trial, model)
            told = [f"{name} {value}" for name, value in columns(figures).items()]
            told += [] if ratio is None else [f"{ratio:.2f} of the float32 time"]
            self._report(f"{given_up} of {len(order)} layers in floating point: {', '.join(told)}")
        return self._trials[given_up][0]

    def _share(self, names: Sequence[str]) -> float:
        work = {layer.name: layer.work for layer in self._layers}
        return sum(work[name] for name in names) / sum(work.values())

    def _time(self, session: ort.InferenceSession, picture: FloatArray) -> float:
        feed = {session.get_inputs()[0].name: picture}
        return cpu_ratio(lambda: session.run(None, feed), lambda: self._float.run(None, feed))


def _stricter(bounds: Bounds) -> Bounds:
    def move(bound: float | None) -> float | None:
        return None if bound is None else bound + _MARGIN * (1 - bound)

    return Bounds(
        min_cosine=move(bounds.min_cosine),
        mean_cosine=move(bounds.mean_cosine),
        quantile_cosine=move(bounds.quantile_cosine),
        min_matched=bounds.min_matched + _MARGIN * (1 - bounds.min_matched),
        max_shift=(1 - _MARGIN) * bounds.max_shift,
    )
