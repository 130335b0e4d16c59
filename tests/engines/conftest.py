"""A tiny network with a card, as a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from engines.card import Card, Preprocessing, card_path, file_digest, write_card


def tiny_model() -> onnx.ModelProto:
    """y = flatten(conv1x1(x)): (N, 3, 4, 4) to (N, 32)."""
    weight = np.arange(6, dtype=np.float32).reshape(2, 3, 1, 1)
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["x", "w"], ["c"], kernel_shape=[1, 1]),
            helper.make_node("Flatten", ["c"], ["y"]),
        ],
        "tiny",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, ["n", 3, 4, 4])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, ["n", 32])],
        [numpy_helper.from_array(weight, "w")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def tiny_card(path: Path) -> Card:
    digest = file_digest(path)
    return Card(
        name="tiny",
        kind="recogniser",
        digest=digest,
        template_space=digest,
        preprocessing=Preprocessing(size=(4, 4), colour="RGB", mean=(0, 0, 0), scale=(1, 1, 1), in_graph=True),
        inputs=("x",),
        outputs=("y",),
        dim=32,
        licence="Apache-2.0",
        source="test",
        data="none",
        recipe="none",
        limits="none",
    )


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A model file with its card beside it."""
    path = tmp_path / "tiny.onnx"
    onnx.save(tiny_model(), path)
    write_card(card_path(path), tiny_card(path))
    return path
