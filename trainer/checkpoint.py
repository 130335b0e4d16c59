"""Checkpoints: files that appear whole or not at all, the newest few kept."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from trainer.errors import TrainerError

State = Mapping[str, Any]
"""Tensors, numbers, strings, and lists and mappings of them: nothing that has to be executed to be read."""


def save(folder: Path, step: int, state: State, *, keep: int) -> Path:
    """Write the checkpoint of a step, then remove all but the newest.

    Args:
        folder: of checkpoints; made if need be.
        step: steps done.
        state: everything.
        keep: how many to leave.

    Raises:
        TrainerError: it can't be written, for want of space or rights; older checkpoints are untouched.
    """
    path = folder / f"step-{step:08d}.pt"
    write(path, state)
    for old in _all(folder)[:-keep]:
        old.unlink(missing_ok=True)
    return path


def write(path: Path, state: State) -> None:
    """Write one file through a temporary one, to the disk.

    Raises:
        TrainerError: it can't be written; an old file is untouched.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            torch.save(dict(state), file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync(path.parent)
    except (OSError, RuntimeError) as error:  # torch's writer turns a full disk into a RuntimeError
        reason = getattr(error, "strerror", None) or "the disk may be full"
        raise TrainerError(f"{path} can't be written ({reason}): what was saved before is untouched") from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def latest(folder: Path) -> Path | None:
    """The newest checkpoint; None if there is none."""
    return max(_all(folder), default=None)


def read(path: Path) -> dict[str, Any]:
    """Read a checkpoint onto the CPU; nothing in it is executed.

    Raises:
        TrainerError: missing, damaged or something else.
    """
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    except OSError as error:
        raise TrainerError(f"the checkpoint {path} can't be read: {error.strerror or error}") from None
    except Exception:  # noqa: BLE001 - torch.load raises whatever the bytes provoke
        raise TrainerError(
            f"the checkpoint {path} is damaged or none of ours: remove it to go on from the one before"
        ) from None
    return state


def _all(folder: Path) -> list[Path]:
    return sorted(folder.glob("step-*.pt"))


def _sync(folder: Path) -> None:
    """The new name, too, is on the disk only after this."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
