"""Finds the layers that have to stay in floating point, and says what each choice costs.

Each layer is first quantised alone. What it then takes from the templates' cosine, for each multiply-add that 8 bits
would save, says how soon it is given up: a small layer that hurts goes first. The fewest given up that keep the bounds
are found by bisection. Where time is measured too, giving up more may even be faster, because a small layer's
conversions cost more than its arithmetic saves: then the fastest network within the bounds is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import onnx
import onnxruntime as ort

from engines.backend import FloatArray
from engines.errors import ModelError
from engines.interleave import cpu_ratio
from engines.quantise.qdq import Layer, quantise
from engines.quantise.ranges import Ranges
from engines.quantise.trial import answers, open_session
from engines.verify import Bounds, Cosines, compare_templates, shortfall

_PROBES = 48
"""Pictures on which single layers are tried."""

_MARGIN = 0.2
"""Of the distance between a bound and 1: the search keeps so much more than asked, for other faces than its own."""


@dataclass(frozen=True)
class Trial:
    """One choice of layers."""

    given_up: int
    float_layers: tuple[str, ...]
    cosines: Cosines
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
        pictures: input batches that the ranges were not measured on.
        bounds: to keep.
        outputs: as in `quantise`.
        timed: choose by time too (ONNX Runtime on this CPU).
        report: gets a line for each step.
    """

    def __init__(
        self,
        model: onnx.ModelProto,
        ranges: Ranges,
        layers: Sequence[Layer],
        pictures: Sequence[FloatArray],
        bounds: Bounds,
        *,
        outputs: bool,
        timed: bool,
        report: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._model, self._ranges, self._layers = model, ranges, layers
        self._pictures = pictures
        self._bounds = _stricter(bounds)
        self._outputs, self._timed, self._report = outputs, timed, report
        self._float = open_session(model)
        self._reference = answers(self._float, pictures)
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
        if self._timed:
            for given_up in range(low, len(order), max(1, (len(order) - low) // 8)):
                self._try(given_up, order, exclude)
        good = [pair for count, pair in self._trials.items() if count >= low and self._good(pair[0])]
        chosen, model = min(good, key=lambda pair: (pair[0].time_ratio or 0.0, pair[0].given_up))
        trials = tuple(self._trials[count][0] for count in sorted(self._trials))
        return Found(model, chosen, trials, tuple(order))

    def _order(self, layers: Sequence[Layer]) -> list[str]:
        batches, left = [], _PROBES
        for batch in self._pictures:
            if left > 0:
                batches.append(batch[:left])
                left -= len(batch)
        reference = answers(self._float, batches)
        harm: dict[str, float] = {}
        for number, layer in enumerate(layers, start=1):
            model = quantise(self._model, self._ranges, [layer.name], outputs=self._outputs)
            lost = 1 - compare_templates(reference, answers(open_session(model), batches)).mean
            harm[layer.name] = lost / layer.work
            self._report(
                f"layer {number} of {len(layers)}: {layer.name} alone takes {max(lost, 0):.6f} from the cosine"
            )
        return sorted(harm, key=lambda name: -harm[name])

    def _keeps(self, given_up: int, order: Sequence[str], exclude: Sequence[str]) -> bool:
        return self._good(self._try(given_up, order, exclude))

    def _good(self, trial: Trial) -> bool:
        return shortfall(trial.cosines, self._bounds) is None

    def _try(self, given_up: int, order: Sequence[str], exclude: Sequence[str]) -> Trial:
        if given_up not in self._trials:
            model = quantise(self._model, self._ranges, order[given_up:], outputs=self._outputs)
            session = open_session(model)
            cosines = compare_templates(self._reference, answers(session, self._pictures))
            ratio = self._time(session) if self._timed else None
            trial = Trial(given_up, (*exclude, *order[:given_up]), cosines, ratio)
            self._trials[given_up] = (trial, model)
            timed = f", {ratio:.2f} of the float32 time" if ratio is not None else ""
            self._report(
                f"{given_up} of {len(order)} layers in floating point: mean {cosines.mean:.5f}, "
                f"1 % quantile {cosines.quantile:.5f}{timed}"
            )
        return self._trials[given_up][0]

    def _time(self, session: ort.InferenceSession) -> float:
        feed = {session.get_inputs()[0].name: self._pictures[0][:1]}
        return cpu_ratio(lambda: session.run(None, feed), lambda: self._float.run(None, feed))


def _stricter(bounds: Bounds) -> Bounds:
    def move(bound: float | None) -> float | None:
        return None if bound is None else bound + _MARGIN * (1 - bound)

    return Bounds(move(bounds.min_cosine), move(bounds.mean_cosine), move(bounds.quantile_cosine), bounds.min_matched)
