"""The model card beside every ONNX file: what it is, how to feed it, and what was measured on it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engines.errors import ModelError
from engines.files import write_atomically
from engines.operating_point import OperatingPoint

Kind = Literal["detector", "recogniser", "mask_state", "liveness"]


class Alignment(BaseModel):
    """Where the five landmarks stand in an aligned crop (a similarity transform carries them there)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    points: tuple[tuple[float, float], ...] = Field(min_length=5, max_length=5)
    """(x, y) in crop pixels: eye, eye, nose, mouth corner, mouth corner; the image's left one first."""


class Preprocessing(BaseModel):
    """The only place these numbers live (law 2): training, calibration, engines and gate read them here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: tuple[int, int] | None
    """(height, width) of the input; None: any."""
    colour: Literal["RGB", "BGR"]
    mean: tuple[float, float, float]
    """Subtracted from uint8 pixels, in the order of `colour`."""
    scale: tuple[float, float, float]
    """Multiplied after the mean is taken away."""
    in_graph: bool
    """True: the network itself normalises, and is fed pixels 0..255 as float32."""
    alignment: Alignment | None = None


class Card(BaseModel):
    """`<model>.card.json`. Identity (law 3): `digest` names the file, `template_space` what compares with what."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_version: Literal[1] = Field(default=1, alias="schema")
    name: str
    kind: Kind
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    template_space: str | None = None
    derived_from: str | None = None
    preprocessing: Preprocessing
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    dim: int | None = None
    licence: str
    source: str
    data: str
    recipe: str
    metrics: dict[str, Any] = {}
    operating_points: tuple[OperatingPoint, ...] = ()
    limits: str


def card_path(model: Path) -> Path:
    """`model.onnx` → `model.card.json`."""
    return model.with_suffix(".card.json")


def read_card(path: Path) -> Card:
    """Read and validate a card.

    Raises:
        ModelError: missing, not JSON, or a field is wrong (the first is named).
    """
    try:
        return Card.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise ModelError(f"the model card {path} is missing") from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ModelError(f"the model card {path} can't be read: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "card"
        raise ModelError(f"the model card {path} is not valid: {where}: {first['msg']}") from None


def write_card(path: Path, card: Card) -> None:
    """Write a card atomically.

    Raises:
        ModelError: the folder can't be written; an old card is untouched.
    """
    try:
        write_atomically(path, (card.model_dump_json(by_alias=True, indent=2) + "\n").encode())
    except OSError as error:
        raise ModelError(f"the model card {path} can't be written: {error.strerror}") from None


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
