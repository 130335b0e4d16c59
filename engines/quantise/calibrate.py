"""Measures a network's ranges, and finds out whether they are better equalised before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

import onnx

from engines.backend import FloatArray
from engines.quantise.equalise import channel_peaks, equalise
from engines.quantise.judge import Judge
from engines.quantise.qdq import OPERATORS, quantise
from engines.quantise.ranges import Method, Ranges, measure_ranges
from engines.verify import columns, distance

Equalisation = Literal["auto", "on", "off"]
"""Of channels across layers; auto: where it brings all layers in 8 bits nearer to the original."""


def calibrate(
    model: onnx.ModelProto,
    batches: Callable[[], Iterable[FloatArray]],
    method: Method,
    equalisation: Equalisation,
    *,
    judge: Judge | None,
    layers: Sequence[str],
    outputs: bool,
    report: Callable[[str], None],
) -> Ranges:
    """Measure.

    Args:
        model: from `prepare`.
        batches: gives calibration pictures, anew for each pass.
        method: how ranges are drawn.
        equalisation: see above; `auto` needs a judge, and without one does not equalise.
        judge: compares on other pictures than those.
        layers: the names of all that can be quantised.
        outputs: as in `quantise`.
        report: gets a line for each step.

    Raises:
        ModelError: as `measure_ranges`.
    """
    report(f"measuring the ranges of activations ({method})")
    plain = None
    if equalisation != "on":
        plain = measure_ranges(model, batches(), method, OPERATORS)
        if equalisation == "off" or judge is None:
            return plain
    peaks = channel_peaks(model, batches())
    if not peaks:
        report("there is nothing to equalise in this network")
        return plain or measure_ranges(model, batches(), method, OPERATORS)
    report(f"measuring them again, with the channels between {len(peaks)} pairs of layers made equally large")
    equal = measure_ranges(model, batches(), method, OPERATORS, peaks)
    if plain is None or judge is None:
        return equal
    before, after = (
        judge(quantise(equalise(model, ranges.peaks), ranges, layers, outputs=outputs)) for ranges in (plain, equal)
    )
    for name, figures in (("as it is", before), ("equalised", after)):
        told = ", ".join(f"{column} {value}" for column, value in columns(figures).items())
        report(f"all layers in 8 bits, {name}: {told}")
    return plain if distance(before) <= distance(after) else equal
