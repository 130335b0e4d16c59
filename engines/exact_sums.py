"""Sums of 8-bit products that cannot overflow, at the speed that the CPU allows.

An x86 CPU without an 8-bit dot product (VNNI) adds pairs of products in 16 bits, where they overflow. ONNX Runtime has
a slower way around it, `session.x64quantprecision`. It takes that way also where it need not (measured with 1.32 on a
CPU with VNNI and AMX: 2.5 times the time of all convolutions), so it is asked for only where sums are wrong without.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import onnxruntime as ort

_TERMS, _SUMS = 64, 32


def keep_sums_exact(options: ort.SessionOptions) -> None:
    """Set what this CPU needs; call it for sessions that compute in 8 bits (it imports onnx)."""
    if not sums_are_exact():
        options.add_session_config_entry("session.x64quantprecision", "1")


@cache
def sums_are_exact() -> bool:
    """Whether ONNX Runtime, left to itself, gives the largest products' sum right on this CPU.

    Both ways to its kernels are asked: a matrix product and a convolution.
    """
    from onnx import TensorProto, helper, numpy_helper

    row = np.full((1, _TERMS), 255, np.uint8)
    columns = np.full((_TERMS, _SUMS), 127, np.int8)
    step = np.float32(_TERMS * 255 * 127 / 200)  # the convolution's answer is then 200
    constants: dict[str, object] = {
        "columns": columns,
        "filters": columns.T.reshape(_SUMS, _TERMS, 1, 1),
        "one": np.float32(1),
        "step": step,
        "u0": np.uint8(0),
        "s0": np.int8(0),
    }
    graph = helper.make_graph(
        [
            helper.make_node("MatMulInteger", ["row", "columns"], ["product"]),
            helper.make_node("QLinearConv", ["picture", "one", "u0", "filters", "one", "s0", "step", "u0"], ["sum"]),
        ],
        "exact_sums",
        [
            helper.make_tensor_value_info("row", TensorProto.UINT8, [1, _TERMS]),
            helper.make_tensor_value_info("picture", TensorProto.UINT8, [1, _TERMS, 1, 1]),
        ],
        [
            helper.make_tensor_value_info("product", TensorProto.INT32, [1, _SUMS]),
            helper.make_tensor_value_info("sum", TensorProto.UINT8, [1, _SUMS, 1, 1]),
        ],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    product, total = session.run(None, {"row": row, "picture": row.reshape(1, _TERMS, 1, 1)})
    return bool((product == _TERMS * 255 * 127).all() and (total == 200).all())
