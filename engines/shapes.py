"""The shapes that an engine is built for: smallest, usual and largest, for each input."""

from __future__ import annotations

from dataclasses import dataclass

from engines.errors import ModelError

Shape = tuple[int | str, ...]
"""Dimensions of an input; a string names a free one."""

Dims = tuple[int, ...]


@dataclass(frozen=True)
class Profile:
    """One input's shapes."""

    smallest: Dims
    usual: Dims
    largest: Dims


def make_profile(
    name: str,
    shape: Shape,
    *,
    batches: tuple[int, int, int],
    sizes: tuple[tuple[int, int], tuple[int, int], tuple[int, int]] | None = None,
) -> Profile:
    """The profile of an image input.

    TensorRT answers a profile whose parts are out of order with silence, so they are checked here.

    Args:
        name: of the input, for messages.
        shape: as the ONNX file declares it: NCHW, free dimensions as strings.
        batches: smallest, usual and largest batch.
        sizes: (height, width) likewise; needed where the file leaves them free.

    Raises:
        ModelError: parts out of order, a free dimension without sizes, or a fixed one with others.
    """
    if len(shape) != 4:
        raise ModelError(
            f"the input {name} has {len(shape)} dimensions; images have 4 (batch, channels, height, width)"
        )
    channels = shape[1]
    if not isinstance(channels, int):
        raise ModelError(f"the input {name} leaves its channels free: an engine needs them fixed")
    free = [dimension for dimension in shape[2:] if not isinstance(dimension, int)]
    if free and sizes is None:
        raise ModelError(
            f"the input {name} leaves {' and '.join(free)} free: "
            "give --min-size, --opt-size and --max-size (HEIGHTxWIDTH)"
        )
    fixed = tuple(dimension if isinstance(dimension, int) else None for dimension in shape[2:])
    if sizes is None:
        whole = (int(shape[2]), int(shape[3]))
        sizes = (whole, whole, whole)
    for size in sizes:
        if any(want is not None and want != got for want, got in zip(fixed, size, strict=True)):
            raise ModelError(f"the input {name} is {fixed[0]}x{fixed[1]} by its file, not {size[0]}x{size[1]}")
    if isinstance(shape[0], int) and any(batch != shape[0] for batch in batches):
        raise ModelError(
            f"the input {name} has a fixed batch of {shape[0]}: "
            f"give --min-batch {shape[0]} --opt-batch {shape[0]} --max-batch {shape[0]}"
        )
    smallest, usual, largest = ((batch, channels, *size) for batch, size in zip(batches, sizes, strict=True))
    if not all(1 <= a <= b <= c for a, b, c in zip(smallest, usual, largest, strict=True)):
        raise ModelError(
            f"the profile of {name} is out of order: smallest {_x(smallest)}, usual {_x(usual)}, largest {_x(largest)}"
        )
    return Profile(smallest, usual, largest)


def _x(dims: Dims) -> str:
    return "x".join(map(str, dims))
