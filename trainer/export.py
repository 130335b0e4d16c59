"""Writes a trained network as an ONNX file with its card, after comparing the two in ONNX Runtime."""

from __future__ import annotations

import copy
import hashlib
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import nn

from engines.backend import FloatArray
from engines.card import Card, Preprocessing, card_path, write_card
from engines.errors import ModelError
from engines.files import write_atomically
from engines.fold import OPSET
from engines.onnxruntime_backend import OnnxRuntimeBackend
from gate.vision.preprocess import Preprocessor
from trainer.backbones.backbone import Backbone, Normalise
from trainer.errors import TrainerError
from trainer.networks import Embedder
from trainer.onnx_graph import with_half_weights, without_no_ops

INPUT, OUTPUT = "pixels", "embedding"

MAX_DIFFERENCE = 1e-4
"""Between PyTorch and the float32 ONNX file, in any element of any embedding."""

MIN_HALF_COSINE = 0.9999
"""Between templates of float32 and float16 weights: below it the file is not of the same template space (law 3)."""


@dataclass(frozen=True)
class Provenance:
    """What a card says that the network can't know."""

    name: str
    licence: str
    source: str
    data: str
    recipe: str
    limits: str
    metrics: Mapping[str, Any] = field(default_factory=dict)
    derived_from: str | None = None
    """Digest of the model whose weights training began with; a float16 file names its own float32 form instead."""


def export_onnx(
    network: Backbone, path: Path, crops: Sequence[NDArray[np.uint8]], provenance: Provenance, *, half: bool = False
) -> Card:
    """Write `path` and its card, each atomically; nothing is written when the file does not do what the network does.

    The file has a free batch size, opset 17, float32 input and output, and contains the normalisation exactly when
    the network's `preprocessing` says so. Equal weights give equal bytes.

    Args:
        network: left as it is, on its device and in its mode.
        path: of the ONNX file.
        crops: at least two faces, each (112, 112, 3) uint8 in the preprocessing's colour order, to compare on.
        provenance: the rest of the card.
        half: store large weights as float16; the network still computes in float32.

    Returns:
        The card, without operating points: those are measured on the file.

    Raises:
        TrainerError: results differ by more than the bounds above, or the files can't be written.
    """
    network = copy.deepcopy(network).cpu().float().eval()
    batch = Preprocessor(network.preprocessing).batch(crops)
    model = without_no_ops(_traced(network, batch))
    data = _serialised(model)
    space = hashlib.sha256(data).hexdigest()
    templates = _run(data, batch)
    _compare(_embeddings(network, crops), templates)
    derived_from = provenance.derived_from
    if half:
        data = _serialised(with_half_weights(model))
        _compare_halved(templates, _run(data, batch))
        derived_from = space
    card = Card(
        name=provenance.name,
        kind="recogniser",
        digest=hashlib.sha256(data).hexdigest(),
        template_space=space,
        derived_from=derived_from,
        preprocessing=network.preprocessing,
        inputs=(INPUT,),
        outputs=(OUTPUT,),
        dim=network.dim,
        licence=provenance.licence,
        source=provenance.source,
        data=provenance.data,
        recipe=provenance.recipe,
        metrics=dict(provenance.metrics),
        limits=provenance.limits,
    )
    try:
        write_atomically(path, data)
        write_card(card_path(path), card)
    except OSError as error:
        raise TrainerError(f"the model {path} can't be written: {error.strerror}") from None
    except ModelError as error:
        raise TrainerError(str(error)) from None
    return card


def _traced(network: Backbone, batch: FloatArray) -> onnx.ModelProto:
    parts: list[nn.Module] = [network]
    if network.preprocessing.in_graph:
        parts.insert(0, Normalise(network.preprocessing))
    if network.realigner is not None:
        if not network.preprocessing.in_graph and not _as_they_are(network.preprocessing):
            raise TrainerError("a network with a realigner must take pixels as they are, or normalise them itself")
        parts.insert(0, network.realigner)
    module = nn.Sequential(*parts).eval() if len(parts) > 1 else network
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # The newer exporter starts at opset 18, needs two more packages and converts down by a fallback.
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            module,
            (torch.from_numpy(batch),),
            path := Path(folder) / "traced.onnx",
            dynamo=False,
            opset_version=OPSET,
            input_names=[INPUT],
            output_names=[OUTPUT],
            dynamic_axes={INPUT: {0: "batch"}, OUTPUT: {0: "batch"}},
        )
        model = onnx.load(path)
    model.producer_name, model.producer_version = "maskgate", ""
    return model


def _as_they_are(preprocessing: Preprocessing) -> bool:
    return set(preprocessing.mean) == {0} and set(preprocessing.scale) == {1}


def _serialised(model: onnx.ModelProto) -> bytes:
    onnx.checker.check_model(model, full_check=True)
    data: bytes = model.SerializeToString(deterministic=True)
    return data


def _embeddings(network: Backbone, crops: Sequence[NDArray[np.uint8]]) -> FloatArray:
    pixels = torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2)
    with torch.inference_mode():
        embeddings: FloatArray = Embedder(network)(pixels).numpy()
    return embeddings


def _run(data: bytes, batch: FloatArray) -> FloatArray:
    """What the gate gets from the file, in batches of one and of all."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "exported.onnx"
        path.write_bytes(data)
        backend = OnnxRuntimeBackend(path)
        one, all_ = (backend.run(part)[OUTPUT] for part in (batch[:1], batch))
        backend.close()
    return np.concatenate([one, all_[1:]])


def _compare(wanted: FloatArray, given: FloatArray) -> None:
    difference = float(np.abs(wanted - given).max())
    if not difference <= MAX_DIFFERENCE:  # NaN is no agreement
        raise TrainerError(
            f"the exported network differs from the trained one by {difference:.2g} (allowed: {MAX_DIFFERENCE:g}): "
            "nothing was written"
        )


def _compare_halved(wanted: FloatArray, given: FloatArray) -> None:
    lengths = np.linalg.norm(wanted, axis=1) * np.linalg.norm(given, axis=1)
    cosine = float(((wanted * given).sum(1) / lengths).min())
    if not cosine >= MIN_HALF_COSINE:
        raise TrainerError(
            f"with float16 weights a template's cosine with its float32 self falls to {cosine:.4f} "
            f"(allowed: {MIN_HALF_COSINE:g}): export in float32; nothing was written"
        )
