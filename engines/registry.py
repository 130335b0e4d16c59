"""Finds a model by built-in name or by path, and vouches for it: the file's digest is the one on its card."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import platformdirs

from engines.builtin import BUILTINS, SHIPPED, make
from engines.card import Card, Kind, card_path, file_digest, read_card
from engines.errors import ModelError
from engines.files import write_atomically


@dataclass(frozen=True)
class Model:
    """A model file that agrees with its card."""

    path: Path
    card: Card


def default_cache() -> Path:
    """Where models made on this machine are kept when no other folder is named."""
    return platformdirs.user_cache_path("maskgate") / "models"


def resolve(name: str | Path, *, kind: Kind | None = None, cache: Path | None = None) -> Model:
    """Find a model, make it if it is built in and not there yet, and check it against its card.

    Args:
        name: a built-in name (of `BUILTINS` or `SHIPPED`) or the path of an ONNX file with its card beside it.
        kind: the kind that is needed; None takes any.
        cache: folder for built-in models; None takes `default_cache()`.

    Raises:
        ModelError: unknown name, missing or unreadable file or card, digest or kind that differs, cache not writable.
    """
    if str(name) in BUILTINS:
        model = _builtin(str(name), cache or default_cache())
    else:
        model = _by_path(SHIPPED.get(str(name), Path(name)))
    if kind and model.card.kind != kind:
        raise ModelError(f"{name} is a {model.card.kind}, but a {kind} is needed here")
    return model


def _builtin(name: str, cache: Path) -> Model:
    builtin = BUILTINS[name]
    card = builtin.card
    path = cache / f"{name}-{card.digest[:12]}.onnx"
    try:
        if not path.is_file() or file_digest(path) != card.digest:
            write_atomically(path, make(builtin))
    except OSError as error:
        raise ModelError(
            f"the model cache {cache} can't be used ({error.strerror}): make it writable or choose another --home"
        ) from None
    return Model(path, card)


def _by_path(path: Path) -> Model:
    if not path.is_file():
        known = ", ".join(sorted({*BUILTINS, *SHIPPED}))
        raise ModelError(f"there is no model {path}: give the path of an ONNX file or a built-in name ({known})")
    card = read_card(card_path(path))
    try:
        digest = file_digest(path)
    except OSError as error:
        raise ModelError(f"the model {path} can't be read: {error.strerror}") from None
    if digest != card.digest:
        raise ModelError(
            f"{path} has digest {digest[:12]}…, but its card says {card.digest[:12]}…: "
            "the file was changed or the card belongs to another model"
        )
    return Model(path, card)
