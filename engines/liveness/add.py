"""Puts official liveness weights among a gate's models, as ONNX with a card."""

from __future__ import annotations

import hashlib
import urllib.error
import urllib.request
from pathlib import Path

from engines.card import Card, Preprocessing, card_path, write_card
from engines.errors import ModelError
from engines.files import write_atomically
from engines.liveness.known import KNOWN, SOURCE, Known

_TIMEOUT = 30.0
_LARGEST = 16 << 20


def add(weights: Path, models: Path) -> Path:
    """Convert one official file.

    Args:
        weights: The `.pth` file.
        models: The gate's folder of models.

    Returns:
        The ONNX file's path; its card lies beside it.

    Raises:
        ModelError: the file can't be read, is none of the known ones (by digest), or the folder can't be written.
    """
    try:
        content = weights.read_bytes()
    except OSError as error:
        raise ModelError(f"{weights} can't be read: {error.strerror}") from None
    return _convert(content, str(weights), models)


def fetch(known: Known, models: Path) -> Path:
    """Download one official file and convert it.

    Raises:
        ModelError: there is no network, or what came is not the official file.
    """
    request = urllib.request.Request(known.url, headers={"User-Agent": "maskgate"})  # noqa: S310 - https, above
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
            content = answer.read(_LARGEST)
    except (urllib.error.URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise ModelError(
            f"{known.url} can't be fetched ({reason}): download it elsewhere and `gate models add liveness FILE`"
        ) from None
    return _convert(content, known.url, models)


def _convert(content: bytes, origin: str, models: Path) -> Path:
    digest = hashlib.sha256(content).hexdigest()
    known = next((known for known in KNOWN if known.digest == digest), None)
    if known is None:
        names = " or ".join(known.weights for known in KNOWN)
        raise ModelError(
            f"{origin} has digest {digest[:12]}…, which is not that of the official {names}: it is not used"
        )
    from engines.liveness.minifasnet import build  # onnx is heavy
    from engines.liveness.torch_file import read_tensors

    data = build(read_tensors(content), known.name)
    path = models / known.file
    try:
        models.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data)
    except OSError as error:
        raise ModelError(f"{path} can't be written: {error.strerror}") from None
    write_card(card_path(path), _card(known, hashlib.sha256(data).hexdigest()))
    return path


def _card(known: Known, digest: str) -> Card:
    return Card(
        name=known.name,
        kind="liveness",
        digest=digest,
        derived_from=known.digest,
        preprocessing=Preprocessing(size=(80, 80), colour="BGR", mean=(0, 0, 0), scale=(1, 1, 1), in_graph=True),
        inputs=("input",),
        outputs=("probabilities",),
        dim=3,
        licence="Apache-2.0",
        source=f"{SOURCE}, {known.weights}",
        data="not published by its authors",
        recipe=f"official weights, converted; the face's box, {known.scale} times as wide and high; class 1 is live",
        limits="A crop must lie within the frame. Not measured on this project's cameras; see docs/liveness.md.",
    )
