"""MiniFASNet as an ONNX graph, built from its weights.

A narrowed MobileFaceNet: bottlenecks (1×1 up, 3×3 depthwise, 1×1 down) with PReLU, three of which halve the picture and
the others add to their input; in the SE variant the last block of each stage weighs its channels first (squeeze and
excitation, J. Hu et al., CVPR 2018). A 5×5 depthwise convolution and two linear layers end it. All widths are read from
the weights; only the order of the layers, the strides and the paddings are written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from engines.errors import ModelError
from engines.fold import IR_VERSION, OPSET

SIZE = 80
CLASSES = 3
_EPSILON = 1e-5
_STAGES = (("conv_23", "conv_3"), ("conv_34", "conv_4"), ("conv_45", "conv_5"))
"""Each: the block that halves the picture, the chain of blocks that follow it."""

Tensors = Mapping[str, NDArray[np.generic]]


def build(tensors: Tensors, name: str) -> bytes:
    """The network as ONNX bytes: `input` (batch, 3, 80, 80) BGR 0..255 float32 → `probabilities` (batch, 3).

    Args:
        tensors: The weights, by their official names.
        name: Of the graph.

    Raises:
        ModelError: a weight is missing or left over.
    """
    graph = _Graph({key.removeprefix("module."): value for key, value in tensors.items()})
    x = graph.block("input", "conv1", stride=2, padding=1)
    x = graph.block(x, "conv2_dw", padding=1)
    for halving, chain in _STAGES:
        x = graph.bottleneck(x, halving, stride=2)
        for number in range(graph.length(chain)):
            x = graph.node("Add", x, graph.bottleneck(x, f"{chain}.model.{number}"))
    x = graph.block(x, "conv_6_sep")
    x = graph.block(x, "conv_6_dw")
    x = graph.node("Flatten", x)
    x = graph.norm(graph.linear(x, "linear"), "bn")
    graph.nodes.append(helper.make_node("Softmax", [graph.linear(x, "prob")], ["probabilities"], axis=1))
    return graph.finish(name)


class _Graph:
    """Nodes and weights under construction."""

    def __init__(self, tensors: Tensors) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self._tensors = tensors
        self._used: set[str] = set()
        self._values: list[onnx.TensorProto] = []

    def length(self, chain: str) -> int:
        """Blocks of a chain."""
        return len({key.split(".")[2] for key in self._tensors if key.startswith(f"{chain}.model.")})

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        output = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def block(self, x: str, name: str, *, stride: int = 1, padding: int = 0) -> str:
        """Convolution, batch norm and, where it has one, PReLU."""
        x = self.norm(self.convolve(x, f"{name}.conv", stride, padding), f"{name}.bn")
        slope = f"{name}.prelu.weight"
        if slope not in self._tensors:
            return x
        return self.node("PRelu", x, self._weight(slope, (-1, 1, 1)))

    def bottleneck(self, x: str, name: str, stride: int = 1) -> str:
        x = self.block(x, f"{name}.conv")
        x = self.block(x, f"{name}.conv_dw", stride=stride, padding=1)
        x = self.block(x, f"{name}.project")
        squeeze = f"{name}.se_module"
        if f"{squeeze}.fc1.weight" not in self._tensors:
            return x
        weights = self.node("GlobalAveragePool", x)
        weights = self.node("Relu", self.norm(self.convolve(weights, f"{squeeze}.fc1"), f"{squeeze}.bn1"))
        weights = self.node("Sigmoid", self.norm(self.convolve(weights, f"{squeeze}.fc2"), f"{squeeze}.bn2"))
        return self.node("Mul", x, weights)

    def convolve(self, x: str, name: str, stride: int = 1, padding: int = 0) -> str:
        weight = self._tensor(f"{name}.weight")
        groups = weight.shape[0] if weight.shape[1] == 1 and weight.shape[2] > 1 else 1
        return self.node(
            "Conv", x, self._weight(f"{name}.weight"), strides=[stride] * 2, pads=[padding] * 4, group=groups
        )

    def norm(self, x: str, name: str) -> str:
        parts = ("weight", "bias", "running_mean", "running_var")
        self._used.add(f"{name}.num_batches_tracked")
        weights = [self._weight(f"{name}.{part}") for part in parts]
        return self.node("BatchNormalization", x, *weights, epsilon=_EPSILON)

    def linear(self, x: str, name: str) -> str:
        return self.node("Gemm", x, self._weight(f"{name}.weight"), transB=1)

    def finish(self, name: str) -> bytes:
        left = sorted(set(self._tensors) - self._used)
        if left:
            raise ModelError(f"these weights are no MiniFASNet's: {left[0]} has no place in it")
        kind = onnx.TensorProto.FLOAT
        graph = helper.make_graph(
            self.nodes,
            name,
            [helper.make_tensor_value_info("input", kind, ["batch", 3, SIZE, SIZE])],
            [helper.make_tensor_value_info("probabilities", kind, ["batch", CLASSES])],
            self._values,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
        model.producer_name = "maskgate"
        onnx.checker.check_model(model, full_check=True)
        content: bytes = model.SerializeToString(deterministic=True)
        return content

    def _tensor(self, name: str) -> NDArray[np.generic]:
        if name not in self._tensors:
            raise ModelError(f"these weights are no MiniFASNet's: {name} is missing")
        return self._tensors[name]

    def _weight(self, name: str, shape: tuple[int, ...] | None = None) -> str:
        value = self._tensor(name).astype(np.float32)
        self._used.add(name)
        self._values.append(numpy_helper.from_array(value.reshape(shape) if shape else value, name))
        return name
