"""Reads the base recogniser's ONNX file (folded to float32) into `SFace`'s state dict."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from trainer.errors import TrainerError

_BLOCKS = 13


def read_sface(path: Path) -> dict[str, Tensor]:
    """The weights of a folded SFace ONNX under the names of `SFace`'s state dict.

    Raises:
        TrainerError: the file can't be read, or lacks a weight (the first is named).
    """
    try:
        model = onnx.load(path)
    except Exception as error:  # noqa: BLE001 - protobuf's and onnx's exceptions share no base class
        raise TrainerError(f"the ONNX file {path} can't be read: {error}") from None
    found = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    state: dict[str, Tensor] = {}
    for key, name in _names():
        if name not in found:
            raise TrainerError(f"{path} is not the folded SFace model: it has no weight {name}")
        weight = found[name].reshape(-1) if key.endswith("prelu.weight") else found[name]
        state[key] = torch.from_numpy(np.array(weight, dtype=np.float32))
        if key.endswith("running_var"):
            state[key.replace("running_var", "num_batches_tracked")] = torch.tensor(0)
    return state


def _names() -> Iterator[tuple[str, str]]:
    """(our key, the file's name): the file counts convolutions from 1, the stem being the first."""
    yield from _block("stem", "conv_1")
    for index in range(_BLOCKS):
        yield from _block(f"blocks.{index}.0", f"conv_{index + 2}_dw")
        yield from _block(f"blocks.{index}.1", f"conv_{index + 2}")
    yield from _batch_norm("bn", "bn1")
    yield "fc.weight", "pre_fc1_weight_dequantized"
    yield "fc.bias", "pre_fc1_bias_dequantized"
    yield from _batch_norm("features", "fc1")


def _block(key: str, name: str) -> Iterator[tuple[str, str]]:
    yield f"{key}.conv.weight", f"{name}_conv2d_weight_reshaped"
    yield from _batch_norm(f"{key}.bn", f"{name}_batchnorm")
    yield f"{key}.prelu.weight", f"{name}_relu_gamma"


def _batch_norm(key: str, name: str) -> Iterator[tuple[str, str]]:
    yield f"{key}.weight", f"{name}_gamma"
    yield f"{key}.bias", f"{name}_beta"
    yield f"{key}.running_mean", f"{name}_moving_mean"
    yield f"{key}.running_var", f"{name}_moving_var"
