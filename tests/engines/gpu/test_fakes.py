from __future__ import annotations

import numpy as np
import pytest

from engines.errors import ModelError
from engines.gpu.buffers import buffer, stream
from engines.gpu.fakes import FakeCuda


def test_buffers_are_given_back_when_something_fails() -> None:
    cuda = FakeCuda()
    with pytest.raises(RuntimeError), buffer(cuda, 8), stream(cuda):
        raise RuntimeError
    assert cuda.left() == {}


def test_the_fake_catches_what_a_gpu_would_punish() -> None:
    cuda = FakeCuda()
    with buffer(cuda, 8) as memory, stream(cuda) as queue:
        with pytest.raises(ModelError, match="pinned"):
            cuda.to_device(memory.address, np.zeros(8, np.uint8), queue)
        memory.host.array[:] = 7
        cuda.to_device(memory.address, memory.host.array, queue)
        assert not cuda.memory[memory.address].any(), "nothing runs before somebody waits"
        cuda.synchronise(queue)
        assert (cuda.memory[memory.address] == 7).all()
        address = memory.address
    with pytest.raises(ModelError, match="no longer"):
        cuda.free(address)
    left = cuda.create_stream()
    cuda.enqueue(lambda: None, left)
    with pytest.raises(ModelError, match="before its work was done"):
        cuda.destroy_stream(left)


def test_capture_and_launch() -> None:
    cuda, done = FakeCuda(), []
    queue = cuda.create_stream()
    cuda.begin_capture(queue)
    cuda.enqueue(lambda: done.append(1), queue)
    with pytest.raises(ModelError, match="captured"):
        cuda.synchronise(queue)
    graph = cuda.end_capture(queue)
    assert done == []
    for _ in range(2):
        cuda.launch(graph, queue)
        cuda.synchronise(queue)
    assert done == [1, 1]
    cuda.destroy_graph(graph)
    cuda.destroy_stream(queue)
    assert cuda.left() == {}
