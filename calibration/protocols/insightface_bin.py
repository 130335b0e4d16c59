"""InsightFace's verification files (`lfw.bin`, `cfp_fp.bin`, `agedb_30.bin`, …): a pickle that can't run code.

The file is a pickled pair `(images, same)`. `images` holds two encoded, aligned crops for each pair, in turn, as
`bytes` or as numpy arrays of uint8; `same` holds one truth for each pair.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from calibration.errors import CalibrationError
from calibration.metrics.accuracy import contiguous_folds
from calibration.pictures import Packed, Picture
from calibration.protocols.pairs import Pair
from calibration.protocols.protocol import Protocol


@dataclass(frozen=True, eq=False)
class BinPairs:
    """The pairs of one file."""

    images: tuple[bytes, ...]
    """2 n encoded crops (JPEG or PNG): pair k is 2 k and 2 k + 1."""
    genuine: NDArray[np.bool_]
    """(n,) whether a pair shows one person."""


def read_bin(path: Path) -> BinPairs:
    """Read a verification file.

    Raises:
        CalibrationError: it can't be read, asks for anything but plain data, or does not hold pairs.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CalibrationError(f"{path} can't be read: {error.strerror}") from None
    try:
        # `bytes` leaves the strings of Python 2, in which the published files were written, as they are.
        content = _PlainUnpickler(io.BytesIO(data), encoding="bytes").load()
    except CalibrationError as error:
        raise CalibrationError(f"{path} was refused: {error}") from None
    except Exception as error:  # noqa: BLE001 - a broken pickle may raise anything
        raise CalibrationError(f"{path} is no verification file: {error}") from None
    match content:
        case [[*images], [*same]] if len(images) == 2 * len(same):
            return BinPairs(
                images=tuple(_bytes(path, item) for item in images),
                genuine=np.array([_bool(path, item) for item in same], dtype=bool),
            )
    raise CalibrationError(f"{path} is no verification file: expected two images for each truth")


def read_bin_protocol(path: Path) -> Protocol:
    """The pairs of a verification file, in ten folds.

    The file names nobody: pictures of one pair that are said to show one person, and equal pictures of several pairs,
    are taken for one person, so that the bootstrap draws them together.

    Raises:
        CalibrationError: as `read_bin`.
    """
    content = read_bin(path)
    pictures = [Packed(f"{path.name}, image {number}", encoded) for number, encoded in enumerate(content.images)]
    folds = contiguous_folds(len(content.genuine)).tolist()
    pairs = tuple(
        Pair(pictures[2 * k], pictures[2 * k + 1], genuine=same, fold=folds[k])
        for k, same in enumerate(content.genuine.tolist())
    )
    equal: dict[bytes, int] = {}
    joined = [(number, equal.setdefault(encoded, number)) for number, encoded in enumerate(content.images)]
    joined += [(2 * k, 2 * k + 1) for k in np.flatnonzero(content.genuine).tolist()]
    first, second = np.array(joined).T
    links = coo_array((np.ones(len(first)), (first, second)), shape=(len(pictures),) * 2)
    person = connected_components(links, directed=False)[1].tolist()
    people: dict[Picture, str] = {picture: f"person {number}" for picture, number in zip(pictures, person, strict=True)}
    return Protocol(path.name, people, pairs, all_against_all=False, aligned=True)


def _bytes(path: Path, item: object) -> bytes:
    data = item.data if isinstance(item, _Array) else item
    if not isinstance(data, bytes):
        raise CalibrationError(f"{path} is no verification file: expected encoded images, found {type(item).__name__}")
    return data


def _bool(path: Path, item: object) -> bool:
    value = item.data != b"\0" if isinstance(item, _Array) else item
    if not isinstance(value, (bool, int)):
        raise CalibrationError(f"{path} is no verification file: expected truths, found {type(item).__name__}")
    return bool(value)


class _Array:
    """Stands in for a numpy array or scalar: keeps the bytes and forgets the rest, and numpy never sees the pickle."""

    data: bytes | None = None

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _version, _shape, dtype, _fortran, data = state
        self.keep(dtype, data)

    def keep(self, dtype: object, data: object) -> _Array:
        if not (isinstance(dtype, _Dtype) and isinstance(data, (bytes, bytearray))):
            raise CalibrationError("it holds an array that is not made of bytes")
        self.data = bytes(data)
        return self


class _Dtype:
    """Stands in for numpy's types of one byte: unsigned integers and truths."""

    def __init__(self, code: object, *_flags: object) -> None:
        if code not in ("u1", "b1", "|u1", "|b1", b"u1", b"b1"):
            raise CalibrationError(f"it holds an array of type {code!r}")

    def __setstate__(self, state: object) -> None:
        pass


def _reconstruct(_kind: object, _shape: object, _code: object) -> _Array:
    return _Array()


def _from_buffer(buffer: object, dtype: object, _shape: object, _order: object) -> _Array:
    return _Array().keep(dtype, buffer)


def _scalar(dtype: object, data: object) -> _Array:
    return _Array().keep(dtype, data)


def _encode(text: str, _codec: str) -> bytes:
    return text.encode("latin1")  # how Python 3 writes bytes into pickles that Python 2 can read


_STANDINS: dict[str, Callable[..., object]] = {
    "numpy.ndarray": _Array,
    "numpy.dtype": _Dtype,
    "_codecs.encode": _encode,
    **{
        f"numpy.{core}.{name}": standin
        for core in ("core", "_core")
        for name, standin in (
            ("multiarray._reconstruct", _reconstruct),
            ("multiarray.scalar", _scalar),
            ("numeric._frombuffer", _from_buffer),
        )
    },
}


class _PlainUnpickler(pickle.Unpickler):
    """Finds nothing but the stand-ins: no import takes place, and no code that the file names is called."""

    def find_class(self, module: str, name: str) -> Any:
        standin = _STANDINS.get(f"{module}.{name}")
        if standin is None:
            raise CalibrationError(f"it asks for {module}.{name}, which a file of images does not need")
        return standin
