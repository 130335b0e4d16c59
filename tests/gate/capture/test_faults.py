"""The promise of the design, with the default deadlines and real worker processes: a fault is named within 2 s, and
mended within 5 s of the source coming back. All cameras misbehave at the same time, to save some."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import pytest

from gate.capture.fakes import Act, ScriptedSource
from gate.capture.reader import SourceReader
from gate.capture.types import Frame, Health, Status

SOUND, BROKEN = 2.5, 2.5
"""Seconds that each camera plays first, and that its fault then lasts."""
BACK = SOUND + BROKEN

NAMES = {
    Act.HANG: (Health.HUNG, "hang has not answered for 1.5 s"),
    Act.GONE: (Health.LOST, "gone is not connected"),
    Act.CRASH: (Health.LOST, "the decoder of crash crashed (SIGSEGV)"),
    Act.BLACK: (Health.BLACK, "black gives black pictures"),
    Act.FREEZE: (Health.FROZEN, "freeze repeats one picture"),
    Act.CORRUPT: (Health.CORRUPT, "corrupt sends data that is no picture"),
}


@dataclass
class Story:
    """What one camera's reader showed; moments are seconds since the start."""

    changes: list[tuple[float, Status]] = field(default_factory=list)
    frames: list[tuple[float, float, Frame]] = field(default_factory=list)
    """Moment of arrival, moment of capture, and the frame."""


@pytest.fixture(scope="module")
def stories() -> dict[Act, Story]:
    """Watch every kind of camera through its fault; newest frames are taken as fast as they come."""
    start = time.monotonic()
    cameras = {
        act: SourceReader(
            ScriptedSource(((Act.PLAY, SOUND), (act, BROKEN), (Act.PLAY, 0)), start, fps=10, description=act.value)
        )
        for act in (*NAMES, Act.PLAY_LARGE)
    }
    stories = {act: Story() for act in cameras}
    while (passed := time.monotonic() - start) < BACK + 5.5:
        for act, reader in cameras.items():
            status, frame = reader.status, reader.newest(timeout=0)
            changes = stories[act].changes
            if not changes or changes[-1][1] != status:
                changes.append((passed, status))
            if frame is not None:
                stories[act].frames.append((time.monotonic() - start, frame.time - start, frame))
        if passed > BACK + 0.5 and all(story.changes[-1][1].health is Health.OK for story in stories.values()):
            break
        time.sleep(0.01)
    for reader in cameras.values():
        reader.close()
    return stories


@pytest.mark.parametrize("act", NAMES)
def test_a_fault_is_named_within_two_seconds(stories: dict[Act, Story], act: Act) -> None:
    changes = stories[act].changes
    assert any(moment < SOUND and status.health is Health.OK for moment, status in changes), "it was well before"
    moment, fault = next((moment, status) for moment, status in changes if moment > SOUND and status.detail)
    assert moment - SOUND <= 2.0
    assert (fault.health, fault.detail) == NAMES[act]


@pytest.mark.parametrize("act", NAMES)
def test_it_is_well_within_five_seconds_of_the_sources_return(stories: dict[Act, Story], act: Act) -> None:
    moment = next(moment for moment, status in stories[act].changes if moment > BACK and status.health is Health.OK)
    assert moment - BACK <= 5.0
    assert any(arrival - BACK <= 5.0 for arrival, _, _ in stories[act].frames if arrival > BACK)
    assert stories[act].changes[-1][1].health is Health.OK


@pytest.mark.parametrize("act", NAMES)
def test_no_old_frame_is_handed_out_and_no_number_twice(stories: dict[Act, Story], act: Act) -> None:
    frames = stories[act].frames
    assert all(0 <= arrival - captured < 1.5 for arrival, captured, _ in frames)
    seqs = [frame.seq for _, _, frame in frames]
    assert seqs == sorted(set(seqs))


@pytest.mark.parametrize("act", [Act.HANG, Act.GONE, Act.CRASH, Act.FREEZE, Act.CORRUPT])
def test_a_fault_shows_no_frames(stories: dict[Act, Story], act: Act) -> None:
    during = [frame for _, captured, frame in stories[act].frames if SOUND + 0.2 < captured < BACK]
    assert during == []


def test_black_pictures_go_on_without_reopening(stories: dict[Act, Story]) -> None:
    assert stories[Act.BLACK].changes[-1][1].restarts == 0
    assert any(SOUND + 0.2 < captured < BACK for _, captured, _ in stories[Act.BLACK].frames)


@pytest.mark.parametrize("act", [Act.HANG, Act.GONE, Act.CRASH, Act.FREEZE, Act.CORRUPT])
def test_reopening_is_bounded(stories: dict[Act, Story], act: Act) -> None:
    assert 1 <= stories[act].changes[-1][1].restarts <= 8


def test_a_changed_size_is_reported_and_no_fault(stories: dict[Act, Story]) -> None:
    story = stories[Act.PLAY_LARGE]
    assert [status.size for _, status in story.changes] == [None, (64, 48), (128, 96), (64, 48)]
    assert {status.health for _, status in story.changes} == {Health.STARTING, Health.OK}
    assert story.changes[-1][1].restarts == 0
    for (moment, status), changed in zip(story.changes[2:], (SOUND, BACK), strict=True):
        assert 0 <= moment - changed <= 2.0
        width, height = status.size or (0, 0)
        arrived = next(frame for arrival, _, frame in story.frames if arrival >= moment)
        assert arrived.image.shape == (height, width, 3)
