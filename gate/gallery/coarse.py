"""A first pass over a large gallery in bytes instead of floats, which leaves few vectors to be compared exactly.

Searching exactly takes the time in which memory hands over the vectors. In bytes they are a quarter as long, and with
the bound below nothing that could be first or second is left out: the answer is that of comparing all.

The bound. A vector x is kept as bytes c with x = s·c + e, a probe q as bytes d with q = t·d + f. Then

    <x, q> = s·t·<c, d> + <e, q> + s·<c, f>,  so that by Cauchy and Schwarz
    |<x, q> - s·t·<c, d>| <= E·|q| + (M + E)·|f| =: B,

where E is the largest |e| and M the largest |x| in the gallery, both measured, and |f| is known for each probe.
`<c, d>` is a sum of integers, and exact. Rounding of the float32 product itself, at most D·eps·M·|q|, is added to B.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gate.vision.types import Vector

WORTH = 4_000_000
"""From so many numbers on (31,250 vectors of 128) a first pass takes 0.6 of the time: fewer lie in the cache,
or nearly."""

_MOST_BYTES = 1_900_000_000
"""A network's file, in which the bytes are handed to ONNX Runtime, may not be larger."""


class CoarseScan:
    """The vectors in bytes, as the constant of a network of one integer product (the processor's 8-bit instructions).

    Args:
        vectors: (V, D) float32.
    """

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        largest = max(float(np.abs(vectors).max()), 1e-12)
        self._step = largest / 127
        codes = np.empty(vectors.shape, np.int8)
        self._error = self._norm = 0.0
        for start in range(0, len(vectors), 65_536):
            part = vectors[start : start + 65_536]
            rounded = np.rint(part / np.float32(self._step))
            codes[start : start + 65_536] = rounded
            error = np.linalg.norm(part - rounded * np.float32(self._step), axis=1)
            self._error = max(self._error, float(error.max()))
            self._norm = max(self._norm, float(np.linalg.norm(part, axis=1).max()))
        self._slack = vectors.shape[1] * float(np.finfo(np.float32).eps) * self._norm
        self._session = _product(codes)

    def scan(self, probe: Vector) -> tuple[NDArray[np.float32], float]:
        """The approximate product with each vector, (V,) float32, and by how much it may be off.

        A probe with a NaN has no bound: it is infinite.
        """
        largest = float(np.abs(probe).max())
        if not np.isfinite(largest) or largest == 0:
            return np.zeros(0, np.float32), float("inf")
        step = largest / 127
        codes = np.rint(probe / np.float32(step))
        products = self._session.run(None, {"probe": (codes + 128).astype(np.uint8)[None]})[0][0]
        lost = float(np.linalg.norm(probe - codes * np.float32(step)))
        length = float(np.linalg.norm(probe))
        bound = self._error * length + (self._norm + self._error) * lost + 2 * self._slack * length
        return np.multiply(products, np.float32(self._step * step), dtype=np.float32), bound * 1.001 + 1e-6


def fits(vectors: NDArray[np.float32]) -> bool:
    """Whether a first pass over these vectors is worth its memory, and possible."""
    return WORTH <= vectors.size <= _MOST_BYTES


def _product(codes: NDArray[np.int8]) -> Any:
    import onnxruntime as ort
    from onnx import TensorProto, helper, numpy_helper

    from engines.exact_sums import keep_sums_exact

    count, dim = codes.shape
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["probe", "codes", "zero"], ["products"])],
        "scan",
        [helper.make_tensor_value_info("probe", TensorProto.UINT8, [1, dim])],
        [helper.make_tensor_value_info("products", TensorProto.INT32, [1, count])],
        [
            numpy_helper.from_array(np.ascontiguousarray(codes.T), "codes"),
            numpy_helper.from_array(np.uint8(128), "zero"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    keep_sums_exact(options)
    return ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
