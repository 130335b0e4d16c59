"""From the trained network to the file that the gate takes: ONNX with its card, compared in ONNX Runtime first."""

from __future__ import annotations

import hashlib
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch

from engines.card import Card, card_path, write_card
from engines.errors import ModelError
from engines.files import write_atomically
from engines.fold import OPSET
from engines.onnxruntime_backend import OnnxRuntimeBackend
from gate.vision.preprocess import Preprocessor
from trainer.backbones.backbone import Normalise
from trainer.errors import TrainerError
from trainer.mask_state.network import MaskStateNet, Probabilities, preprocessing
from trainer.mask_state.pictures import MARGIN, Pictures
from trainer.onnx_graph import without_no_ops

INPUT, OUTPUT = "pixels", "probabilities"
MAX_DIFFERENCE = 1e-4
"""Between PyTorch and the ONNX file, in any probability."""
_COMPARED = 64


def deliver(
    network: MaskStateNet, path: Path, pictures: Pictures, *, data: str, recipe: str, metrics: Mapping[str, Any]
) -> Card:
    """Write `path` and its card, each atomically; nothing is written when the file does not do what the network does.

    Args:
        network: trained.
        path: of the ONNX file.
        pictures: some to compare on.
        data: what it was trained on, for the card.
        recipe: how.
        metrics: what was measured on held-out pictures.

    Raises:
        TrainerError: results differ, or the files can't be written.
    """
    crops = np.ascontiguousarray(pictures.crops[:_COMPARED, MARGIN:-MARGIN, MARGIN:-MARGIN])
    batch = Preprocessor(preprocessing()).batch(list(crops)).copy()
    whole = Probabilities(network, Normalise(preprocessing())).eval()
    model = without_no_ops(_traced(whole, torch.from_numpy(batch)))
    onnx.checker.check_model(model, full_check=True)
    encoded: bytes = model.SerializeToString(deterministic=True)
    with torch.inference_mode():
        wanted = whole(torch.from_numpy(batch)).numpy()
    difference = float(np.abs(wanted - _run(encoded, batch)).max())
    if not difference <= MAX_DIFFERENCE:  # NaN is no agreement
        raise TrainerError(
            f"the exported network differs from the trained one by {difference:.2g}: nothing was written"
        )
    card = Card(
        name="mask_state",
        kind="mask_state",
        digest=hashlib.sha256(encoded).hexdigest(),
        preprocessing=preprocessing(),
        inputs=(INPUT,),
        outputs=(OUTPUT,),
        licence="Apache-2.0; its training pictures are for research",
        source="trainer mask-state train",
        data=data,
        recipe=recipe,
        metrics=dict(metrics),
        limits="Masks below the nose, hands and scarves were learned from drawn ones alone.",
    )
    try:
        write_atomically(path, encoded)
        write_card(card_path(path), card)
    except OSError as error:
        raise TrainerError(f"the model {path} can't be written: {error.strerror}") from None
    except ModelError as error:
        raise TrainerError(str(error)) from None
    return card


def _traced(module: torch.nn.Module, batch: torch.Tensor) -> onnx.ModelProto:
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # as in trainer.export
        torch.onnx.export(
            module,
            (batch,),
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


def _run(data: bytes, batch: np.ndarray[Any, np.dtype[np.float32]]) -> np.ndarray[Any, np.dtype[np.float32]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "exported.onnx"
        path.write_bytes(data)
        backend = OnnxRuntimeBackend(path, threads=1)
        answer = backend.run(batch)[OUTPUT]
        backend.close()
    return answer
