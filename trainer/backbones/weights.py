"""Loads weights into a backbone: a released or own checkpoint, or the base recogniser."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from engines.errors import ModelError
from engines.registry import resolve
from trainer.backbones.backbone import Backbone
from trainer.backbones.sface_weights import read_sface
from trainer.errors import TrainerError
from trainer.realigner.network import Realigner

BASE_RECOGNISER = "sface"
"""The source that stands for the built-in model's file."""


def load_weights(backbone: nn.Module, source: str | Path) -> None:
    """Load a file into a network; the network is untouched when the file doesn't fit.

    Args:
        backbone: any network; one of faces gets the realigner, frozen, that a run's weights came with.
        source: a PyTorch checkpoint, a folded SFace `.onnx`, or "sface" for the built-in one.

    Raises:
        TrainerError: unreadable file, or weights of another architecture (the first differing key is named).
    """
    path = Path(source)
    if str(source) == BASE_RECOGNISER:
        try:
            path = resolve(BASE_RECOGNISER, kind="recogniser").path
        except ModelError as error:
            raise TrainerError(str(error)) from None
    state = read_sface(path) if path.suffix == ".onnx" else read_checkpoint(path)
    given = backbone if isinstance(backbone, Backbone) and backbone.realigner is None and _realigned(state) else None
    if given is not None:
        given.realigner = Realigner().eval().requires_grad_(False)
    if difference := first_difference(backbone.state_dict(), state):
        if given is not None:
            given.realigner = None
        raise TrainerError(f"{path} holds weights of another architecture: {difference}")
    backbone.load_state_dict(state)


def _realigned(state: Mapping[str, Tensor]) -> bool:
    return any(name.startswith("realigner.") for name in state)


def read_checkpoint(path: Path) -> dict[str, Tensor]:
    """The tensors of a PyTorch checkpoint; nothing in it is executed.

    A wrapping {"state_dict": ...} and the prefix `module.` that data-parallel training leaves are taken away.

    Raises:
        TrainerError: missing, unreadable, or something else than named tensors.
    """
    try:
        stored = torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise TrainerError(f"the checkpoint {path} can't be read: {error.strerror or error}") from None
    except Exception:  # noqa: BLE001 - torch.load raises whatever the bytes provoke
        raise TrainerError(f"{path} is not a checkpoint of plain tensors: it is damaged or no PyTorch file") from None
    if isinstance(stored, Mapping) and isinstance(stored.get("state_dict"), Mapping):
        stored = stored["state_dict"]
    if not isinstance(stored, Mapping) or not all(isinstance(value, Tensor) for value in stored.values()):
        raise TrainerError(f"{path} holds no state dict of named tensors")
    return {str(key).removeprefix("module."): value for key, value in stored.items()}


def first_difference(wanted: Mapping[str, Tensor], given: Mapping[str, Tensor]) -> str | None:
    """The first key, in the network's order, that is missing, shaped otherwise or unknown; None when all agree."""
    for key, tensor in wanted.items():
        if key not in given:
            return f"{key} is missing"
        if given[key].shape != tensor.shape:
            return f"{key} is {tuple(given[key].shape)}, the network's is {tuple(tensor.shape)}"
    return next((f"{key} is not in the network" for key in given if key not in wanted), None)
