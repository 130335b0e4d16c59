"""Runs a network from memory, for trying one form of it after another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
import onnxruntime as ort

from engines.backend import FloatArray
from engines.cpu_graph import for_cpu
from engines.exact_sums import keep_sums_exact


def open_session(model: onnx.ModelProto) -> ort.InferenceSession:
    """As `engines.onnxruntime_backend` runs it, on one thread."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    keep_sums_exact(options)
    data = for_cpu(model.SerializeToString())
    return ort.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def answers(session: ort.InferenceSession, batches: Sequence[FloatArray]) -> FloatArray:
    """(N, all outputs of a picture side by side): of a recogniser, its templates."""
    name = session.get_inputs()[0].name
    rows = [
        np.concatenate([answer.reshape(len(batch), -1) for answer in session.run(None, {name: batch})], axis=1)
        for batch in batches
    ]
    return np.concatenate(rows)
