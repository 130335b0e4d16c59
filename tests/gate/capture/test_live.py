"""Live reading: what a slow consumer gets, what cameras that can't be there say, and what outlives the parent."""

from __future__ import annotations

import itertools
import logging
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from gate.capture.fakes import Act, ScriptedSource
from gate.capture.reader import SourceReader, open_source
from gate.capture.types import Health
from tests.gate.capture.helpers import processes, wait_until


def _playing(**options: object) -> ScriptedSource:
    return ScriptedSource(((Act.PLAY, 0),), time.monotonic(), **options)


def test_a_consumer_that_takes_a_second_always_works_on_a_fresh_frame() -> None:
    with SourceReader(_playing(fps=15)) as reader:
        assert reader.newest(timeout=5) is not None
        seqs = []
        for _ in range(2):
            time.sleep(1.0)
            frame = reader.newest(timeout=1)
            assert frame is not None
            assert time.monotonic() - frame.time < 0.5, "far younger than one processing time"
            seqs.append(frame.seq)
    assert all(later - earlier > 5 for earlier, later in itertools.pairwise(seqs)), "the others were dropped"


def test_the_same_frame_is_not_handed_out_twice_and_waiting_has_an_end() -> None:
    source = ScriptedSource(((Act.FREEZE, 0),), time.monotonic())
    with SourceReader(source) as reader:
        assert reader.newest(timeout=5) is not None
        began = time.monotonic()
        assert reader.newest(timeout=0.3) is None
        assert 0.3 <= time.monotonic() - began < 0.6


def test_a_waiting_consumer_is_woken_by_the_frame_not_by_a_poll() -> None:
    with SourceReader(_playing(fps=10)) as reader:
        ages = []
        for frame in reader.frames():
            ages.append(time.monotonic() - frame.time)
            if len(ages) == 10:
                break
    assert sorted(ages)[5] < 0.03


def test_closing_takes_no_time_even_while_the_camera_hangs() -> None:
    reader = SourceReader(ScriptedSource(((Act.HANG, 0),), time.monotonic()))
    assert wait_until(lambda: processes(os.getpid()))
    time.sleep(0.5)
    began = time.monotonic()
    reader.close()
    assert time.monotonic() - began < 2.0


@pytest.mark.parametrize(
    ("uri", "sentence"),
    [
        ("usb:98", "usb:98 is not connected: there is no /dev/video98"),
        ("rtsp://joe:s3cret@127.0.0.1:9/live?token=s3cret", "rtsp://127.0.0.1:9 can't be opened"),
    ],
    ids=["usb", "rtsp"],  # pytest puts the name of the test into the environment
)
def test_a_camera_that_is_not_there_is_lost_and_keeps_its_secrets(
    uri: str, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with open_source(uri) as reader:
        assert reader.live
        assert wait_until(lambda: processes(os.getpid()))
        (worker,) = processes(os.getpid())
        public = Path(f"/proc/{worker}/cmdline").read_bytes() + Path(f"/proc/{worker}/environ").read_bytes()
        assert wait_until(lambda: reader.health is Health.LOST)
        assert reader.status.detail == sentence
        assert reader.newest(timeout=0.1) is None
        shown = f"{caplog.text} {vars(reader)} {reader.description}"
    assert sentence in caplog.text
    assert "s3cret" not in shown
    assert b"s3cret" not in public


def test_when_no_process_can_be_started_the_camera_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with SourceReader(_playing()) as reader:
        assert wait_until(lambda: reader.health is Health.LOST)
        assert reader.status.detail == "scripted can't be read: No such file or directory"


def test_a_changed_size_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    acts = ((Act.PLAY, 0.5), (Act.PLAY_LARGE, 0.5)) * 10
    with SourceReader(ScriptedSource(acts, time.monotonic())) as reader:
        assert wait_until(lambda: "scripted now gives pictures of 128×96" in caplog.text)
        assert wait_until(lambda: "scripted now gives pictures of 64×48" in caplog.text)
        assert reader.status.restarts == 0


PARENT = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell starts in the background ignores it
from gate.capture.fakes import Act, ScriptedSource
from gate.capture.reader import SourceReader
reader = SourceReader(ScriptedSource(((Act(sys.argv[1]), 0),), time.monotonic()))
while reader._worker is None:
    time.sleep(0.01)
if sys.argv[1] == "hang":
    time.sleep(1)
print(reader._worker.pid, flush=True)
if sys.argv[2] == "stay":
    time.sleep(60)
"""


def test_the_worker_never_outlives_its_parent() -> None:
    ends = [
        (Act.HANG, None),  # it returns without closing the reader
        (Act.PLAY, signal.SIGINT),
        (Act.HANG, signal.SIGTERM),
        (Act.PLAY, signal.SIGKILL),
        (Act.HANG, signal.SIGKILL),
    ]
    with ExitStack() as stack:
        parents = [stack.enter_context(_parent(act, stays=end is not None)) for act, end in ends]
        workers = [int(parent.stdout.readline()) for parent in parents]
        for parent, (_, end) in zip(parents, ends, strict=True):
            if end is not None:
                parent.send_signal(end)
    assert wait_until(lambda: not any(_alive(worker) for worker in workers), 2.0)


def _parent(act: Act, *, stays: bool) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PARENT, act.value, "stay" if stays else "return"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False
