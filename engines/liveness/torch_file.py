"""Reads the tensors of a file that `torch.save` wrote before version 1.6, without torch, running nothing it names.

Such a file is five pickles (a magic number, a protocol version, facts about the machine, the object, the keys of its
storages) and then each storage: its length as int64, its bytes. Unpickling may call anything that a file names, so here
it may name nothing but ordered dictionaries, float and integer storages, and the function that makes a tensor.
"""

from __future__ import annotations

import io
import pickle
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.errors import ModelError

_MAGIC = 0x1950A86A20F9469CFC6C
_STORAGES: dict[str, np.dtype[Any]] = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


@dataclass
class _Storage:
    dtype: np.dtype[Any]
    count: int
    data: NDArray[np.generic] | None = None


@dataclass
class _Tensor:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def read_tensors(content: bytes) -> dict[str, NDArray[np.generic]]:
    """The tensors of a state dictionary.

    Args:
        content: The file.

    Returns:
        float32 and int64 arrays by name.

    Raises:
        ModelError: it is no such file, is cut short, or holds anything but tensors by name.
    """
    file = io.BytesIO(content)
    try:
        if _Unpickler(file, {}).load() != _MAGIC:
            raise ModelError("this is no file of weights that torch.save wrote in its old format")
        for _ in range(2):
            _Unpickler(file, {}).load()
        storages: dict[str, _Storage] = {}
        named = _Unpickler(file, storages).load()
        for key in _Unpickler(file, {}).load():
            _fill(storages[key], file)
    except ModelError:
        raise
    except Exception as error:  # noqa: BLE001 - a pickle can fail in any way
        raise ModelError(f"this file of weights is damaged ({type(error).__name__})") from None
    if not isinstance(named, Mapping) or not all(isinstance(value, _Tensor) for value in named.values()):
        raise ModelError("this file holds something else than tensors by name")
    return {str(name): _array(tensor) for name, tensor in named.items()}


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, storages: dict[str, _Storage]) -> None:
        super().__init__(file)
        self._storages = storages

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _rebuild
        if module == "torch" and name in _STORAGES:
            return name
        raise ModelError(f"this file of weights names {module}.{name}, which no weights need: it is not used")

    def persistent_load(self, pid: Any) -> _Storage:
        kind, storage, key, _place, count, *_view = pid
        if kind != "storage":
            raise ModelError("this file of weights refers to something else than storages")
        return self._storages.setdefault(key, _Storage(_STORAGES[storage], int(count)))


def _rebuild(
    storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_more: object
) -> _Tensor:
    return _Tensor(storage, int(offset), tuple(shape), tuple(strides))


def _fill(storage: _Storage, file: io.BytesIO) -> None:
    (count,) = np.frombuffer(file.read(8), "<i8")
    if count != storage.count:
        raise ModelError("this file of weights contradicts itself")
    storage.data = np.frombuffer(file.read(int(count) * storage.dtype.itemsize), storage.dtype, int(count))


def _array(tensor: _Tensor) -> NDArray[np.generic]:
    data = tensor.storage.data
    last = tensor.offset + sum((size - 1) * stride for size, stride in zip(tensor.shape, tensor.strides, strict=True))
    if data is None or min((tensor.offset, *tensor.shape, *tensor.strides), default=0) < 0 or last >= max(len(data), 1):
        raise ModelError("this file of weights contradicts itself")
    view: NDArray[np.generic] = np.lib.stride_tricks.as_strided(
        data[tensor.offset :], tensor.shape, [stride * data.itemsize for stride in tensor.strides], writeable=False
    )
    return np.array(view)
