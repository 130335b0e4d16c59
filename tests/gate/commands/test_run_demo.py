from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.gate.commands.conftest import ASTRONAUT, Gate, assert_one_sentence


@pytest.mark.slow
def test_the_demo_keeps_its_promise(gate: Gate, tmp_path: Path) -> None:
    result = gate("demo", "--headless", "--json", "--out", tmp_path / "screens")
    assert result.code == 0, result.err
    *events, summary = result.lines
    assert summary["event"] == "summary"
    assert summary["granted"] == 2
    assert summary["refused"] >= 1
    decisions = [event for event in events if event["event"] == "decision"]
    assert [(d["track"], d["granted"], d["person"]) for d in decisions[:3]] == [
        (1, True, "Eileen Collins"),
        (2, True, "Eileen Collins"),
        (3, False, None),
    ]
    assert "liveness: challenge, 2 movements, recorded source" in result.err
    assert [d["liveness"] for d in decisions[:2]] == ["live", "live"]
    names = sorted(path.name for path in (tmp_path / "screens").iterdir())
    assert names == ["1-granted.png", "2-granted.png", "3-refused.png"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("attack", "reason"),
    [
        ("print", "liveness_failed"),
        ("replay", "challenge_failed"),
        ("swap", "identity_changed"),
        ("loop", "frames_repeated"),
    ],
)
def test_an_attack_in_the_demo_is_refused_and_the_genuine_visit_granted(
    gate: Gate, tmp_path: Path, attack: str, reason: str
) -> None:
    result = gate("demo", "--attack", attack, "--headless", "--json", "--out", tmp_path / "screens")
    assert result.code == 0, result.err
    decisions = [event for event in result.lines if event["event"] == "decision"]
    assert [d["granted"] for d in decisions] == [True] + [False] * (len(decisions) - 1)
    assert decisions[1]["reason"] == reason
    assert decisions[1]["liveness"] == "failed"


def test_a_folder_of_pictures_is_a_source(enrolled: Gate, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.jpg").write_bytes(ASTRONAUT.read_bytes())
    result = enrolled("run", "--source", folder, "--every-frame", "--fps", "10", "--headless", "--json")
    assert result.code == 0, result.err
    (decision,) = [event for event in result.lines if event["event"] == "decision"]
    assert (decision["person"], decision["granted"], decision["track"]) == ("Eileen", True, 1)
    assert decision["liveness"] == "off"
    assert "liveness: off, recorded source" in result.err
    assert {"time", "mono", "cosine", "threshold", "reason", "liveness"} <= decision.keys()


@pytest.mark.data
def test_three_people_in_a_corridor_are_three_tracks(gate: Gate, shared_data: Path) -> None:
    video = shared_data / "video" / "corridor_three_people_pause.mp4"
    result = gate("run", "--source", video, "--every-frame", "--headless", "--json")
    assert result.code == 0, result.err
    again = gate("run", "--source", video, "--every-frame", "--headless", "--json")
    assert again.out == result.out, "the same input gives the same events"
    started = [event["track"] for event in result.lines if event["event"] == "track_started"]
    assert started == [1, 2, 3]


@pytest.mark.parametrize(
    ("source", "words"),
    [("nothing.mp4", ["nothing.mp4"]), ("ftp://x/y", ["ftp"]), ("", [])],
)
def test_sources_that_are_none(gate: Gate, source: str, words: list[str]) -> None:
    assert_one_sentence(gate("run", "--source", source or " ", "--headless"), *words)


def test_every_frame_of_a_live_source_is_refused(gate: Gate) -> None:
    assert_one_sentence(gate("run", "--source", "usb:0", "--every-frame", "--headless"), "usb:0")


def test_a_broken_settings_file(gate: Gate, home: Path) -> None:
    (home / "gate.toml").write_text("[camera]\nsorce = 'usb:0'\n")
    assert_one_sentence(gate("run", "--headless"), "camera.sorce", "camera.source")


def test_sigterm_ends_a_gate_without_a_camera(home: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "gate", "run", "--source", "usb:97", "--headless", "--json", "--home", str(home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout
    lines = [process.stdout.readline() for _ in range(2)]
    assert [json.loads(line)["event"] for line in lines] == ["door_ready", "camera"]
    process.send_signal(signal.SIGTERM)
    start = time.monotonic()
    out, err = process.communicate(timeout=20)
    assert process.returncode == 0, err
    assert time.monotonic() - start < 10
    assert "granted" not in out
    assert "Traceback" not in err
