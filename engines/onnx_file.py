"""Reads ONNX files that nobody has vouched for, and brings them to the opset that every builder takes."""

from __future__ import annotations

from pathlib import Path

import onnx
from onnx import version_converter

from engines.errors import ModelError
from engines.fold import OPSET
from engines.shapes import Shape


def read_onnx(path: Path) -> onnx.ModelProto:
    """Read and check a file.

    Raises:
        ModelError: missing, empty, truncated, no ONNX, or a graph that ONNX's own checker refuses.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"the model {path} can't be read: {error.strerror}") from None
    return parse_onnx(data, str(path))


def parse_onnx(data: bytes, name: str) -> onnx.ModelProto:
    """As `read_onnx`, from memory.

    TensorRT's parser takes two stray bytes for a model without complaint, so whatever goes there passes here first.
    """
    try:
        model = onnx.load_from_string(data)
    except Exception:  # noqa: BLE001 - protobuf's DecodeError, or whatever its implementation raises
        raise ModelError(f"{name} is no ONNX file, or only a part of one") from None
    if not model.graph.node or not model.opset_import:
        raise ModelError(f"{name} is no ONNX file: it holds no network")
    try:
        onnx.checker.check_model(model, full_check=True)
    except Exception as error:  # noqa: BLE001 - the checker and its shape inference raise several kinds
        raise ModelError(f"{name} is no valid ONNX model: {_first_line(error)}") from None
    return model


def at_opset(model: onnx.ModelProto, opset: int = OPSET) -> onnx.ModelProto:
    """The same network at another opset, up or down.

    Raises:
        ModelError: an operator has no form there.
    """
    versions = {entry.domain: entry.version for entry in model.opset_import}
    if versions.get("", opset) == opset:
        return model
    try:
        converted = version_converter.convert_version(model, opset)
        onnx.checker.check_model(converted, full_check=True)
    except Exception as error:  # noqa: BLE001 - as above
        raise ModelError(f"the network can't be brought to opset {opset}: {_first_line(error)}") from None
    return converted


def input_shapes(model: onnx.ModelProto) -> dict[str, Shape]:
    """Shape of every input that has to be fed."""
    weights = {tensor.name for tensor in model.graph.initializer}
    return {
        value.name: tuple(
            dimension.dim_value if dimension.HasField("dim_value") else dimension.dim_param or "?"
            for dimension in value.type.tensor_type.shape.dim
        )
        for value in model.graph.input
        if value.name not in weights
    }


def name_nodes(model: onnx.ModelProto) -> None:
    """Give every node a name of its own, so that messages and `--exclude-nodes` can speak of it."""
    taken = {node.name for node in model.graph.node}
    for number, node in enumerate(model.graph.node):
        if not node.name:
            name = f"{node.op_type}_{number}"
            while name in taken:
                name += "_"
            node.name = name
            taken.add(name)


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0][:300] if lines else type(error).__name__
