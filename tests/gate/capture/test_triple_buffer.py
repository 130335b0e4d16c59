from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np
import pytest

from gate.capture.triple_buffer import Record, TripleBuffer

WRITER = """
import sys, numpy as np
from gate.capture.triple_buffer import Record, TripleBuffer
buffer = TripleBuffer(int(sys.argv[1]))
seq = 0
while True:
    height = 100 + seq % 50
    buffer.write(np.full((height, 200, 3), seq % 251, np.uint8), Record(seq, height, 200, float(seq), None, seq, False))
    seq += 1
"""


@pytest.fixture
def buffer() -> Iterator[TripleBuffer]:
    buffer = TripleBuffer.create()
    yield buffer
    buffer.close()


def _record(seq: int, image: np.ndarray) -> Record:
    return Record(seq, image.shape[0], image.shape[1], seq / 30, seq / 25 if seq % 2 else None, seq + 7, bool(seq % 3))


def test_the_newest_picture_comes_back_with_its_record(buffer: TripleBuffer) -> None:
    assert buffer.peek() is None
    assert buffer.read() is None
    for seq, size in enumerate([(48, 64), (720, 1280), (5, 3), (48, 64), (1, 1)]):
        image = np.random.default_rng(seq).integers(0, 256, (*size, 3), np.uint8)
        buffer.write(image, _record(seq, image))
        assert buffer.peek() == _record(seq, image)
        got = buffer.read()
        assert got is not None
        np.testing.assert_array_equal(got[0], image)
        assert got[1] == _record(seq, image)


def test_what_was_read_is_a_copy(buffer: TripleBuffer) -> None:
    first = np.full((4, 4, 3), 1, np.uint8)
    buffer.write(first, _record(0, first))
    got = buffer.read()
    for seq in range(1, 6):
        buffer.write(np.full((4, 4, 3), 9, np.uint8), _record(seq, first))
    assert got is not None
    assert (got[0] == 1).all()


def test_a_writer_at_full_speed_never_tears_a_picture(buffer: TripleBuffer) -> None:
    command = [sys.executable, "-c", WRITER, str(buffer.fd)]
    with subprocess.Popen(command, pass_fds=(buffer.fd,)) as writer:
        seqs = []
        deadline = time.monotonic() + 20
        while len(set(seqs)) < 50 and time.monotonic() < deadline:
            if (got := buffer.read()) is not None:
                image, record = got
                assert image.shape == (100 + record.seq % 50, 200, 3)
                assert image.min() == image.max() == record.seq % 251
                seqs.append(record.seq)
        writer.kill()
    assert seqs == sorted(seqs)
    assert len(set(seqs)) == 50


def test_a_writer_that_is_killed_anywhere_leaves_the_reader_working(buffer: TripleBuffer) -> None:
    for attempt in range(3):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(buffer.fd)], pass_fds=(buffer.fd,)) as writer:
            deadline = time.monotonic() + 5
            before = buffer.peek()
            while buffer.peek() == before and time.monotonic() < deadline:
                time.sleep(0.001 * attempt)
            writer.send_signal(signal.SIGKILL)
        got = buffer.read()  # would wait for ever if the lock had outlived its holder
        assert got is not None
        assert got[0].min() == got[0].max() == got[1].seq % 251


def test_memory_is_taken_up_only_where_pictures_are(buffer: TripleBuffer) -> None:
    image = np.zeros((48, 64, 3), np.uint8)
    for seq in range(10):
        buffer.write(image, _record(seq, image))
    assert os.fstat(buffer.fd).st_blocks * 512 < 200_000
