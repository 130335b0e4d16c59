"""Measures a network's ranges, and finds out whether they are better equalised before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

import onnx

from engines.backend import FloatArray
from engines.quantise.equalise import channel_peaks, equalise
from engines.quantise.qdq import OPERATORS, layers_of, quantise
from engines.quantise.ranges import Method, Ranges, measure_ranges
from engines.quantise.trial import answers, open_session
from engines.verify import compare_templates

Equalisation = Literal["auto", "on", "off"]
"""Of channels across layers; auto: where it brings all layers in 8 bits nearer to the original."""


def calibrate(
    model: onnx.ModelProto,
    batches: Callable[[], Iterable[FloatArray]],
    method: Method,
    equalisation: Equalisation,
    *,
    choose: Sequence[FloatArray],
    outputs: bool,
    report: Callable[[str], None],
) -> Ranges:
    """Measure.

    Args:
        model: from `prepare`.
        batches: gives calibration pictures, anew for each pass.
        method: how ranges are drawn.
        equalisation: see above; `auto` needs pictures to choose by, and without any does not equalise.
        choose: other pictures than those.
        outputs: as in `quantise`.
        report: gets a line for each step.

    Raises:
        ModelError: as `measure_ranges`.
    """
    report(f"measuring the ranges of activations ({method})")
    plain = None
    if equalisation != "on":
        plain = measure_ranges(model, batches(), method, OPERATORS)
        if equalisation == "off" or not choose:
            return plain
    peaks = channel_peaks(model, batches())
    if not peaks:
        report("there is nothing to equalise in this network")
        return plain or measure_ranges(model, batches(), method, OPERATORS)
    report(f"measuring them again, with the channels between {len(peaks)} pairs of layers made equally large")
    equal = measure_ranges(model, batches(), method, OPERATORS, peaks)
    if plain is None:
        return equal
    before, after = (_cosine(model, ranges, choose, outputs=outputs) for ranges in (plain, equal))
    report(f"all layers in 8 bits: mean cosine {before:.5f} as it is, {after:.5f} equalised")
    return equal if after > before else plain


def _cosine(model: onnx.ModelProto, ranges: Ranges, pictures: Sequence[FloatArray], *, outputs: bool) -> float:
    """Mean, with all layers in 8 bits."""
    names = [layer.name for layer in layers_of(model, pictures[0].shape)]
    quantised = quantise(equalise(model, ranges.peaks), ranges, names, outputs=outputs)
    reference = answers(open_session(model), pictures)
    return compare_templates(reference, answers(open_session(quantised), pictures)).mean
