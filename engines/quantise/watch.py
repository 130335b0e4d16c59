"""Looks inside a network while it runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import onnx
import onnxruntime as ort

from engines.backend import FloatArray


def watch(
    model: onnx.ModelProto, names: Sequence[str], batches: Iterable[FloatArray]
) -> Iterator[dict[str, FloatArray]]:
    """Run a network and give what some of its tensors hold, batch by batch.

    Args:
        model: one input.
        names: of tensors; the input may be among them.
        batches: as the backend takes them.
    """
    entry = model.graph.input[0].name
    inside = [name for name in names if name != entry]
    opened = onnx.ModelProto()
    opened.CopyFrom(model)
    given = {value.name for value in model.graph.output}
    opened.graph.output.extend(onnx.helper.make_empty_tensor_value_info(name) for name in inside if name not in given)
    options = ort.SessionOptions()
    options.log_severity_level = 4
    session = ort.InferenceSession(opened.SerializeToString(), options, providers=["CPUExecutionProvider"])
    for batch in batches:
        answers = session.run(inside, {entry: batch}) if inside else []  # asked for none, it would give all
        yield {entry: batch, **dict(zip(inside, answers, strict=True))}
