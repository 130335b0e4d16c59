"""A running gate with all that hangs on it: line, broker and panel, as their users have them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gate.access.outputs.simulated import SimulatedLine, look
from gate.access.wiegand import decode
from tests.gate.access.outputs.conftest import Broker, make_broker, until
from tests.gate.access.outputs.test_mqtt import Listener
from tests.gate.access.outputs.test_osdp import ADDRESS, KEY, ControlPanel
from tests.gate.commands.conftest import ASTRONAUT, Gate, Result, assert_one_sentence

__all__ = ["make_broker"]


@pytest.mark.slow
def test_a_grant_pulses_the_line_and_reaches_the_broker_and_the_panel(
    enrolled: Gate, home: Path, make_broker: Callable[..., Broker]
) -> None:
    broker, panel = make_broker(), ControlPanel(KEY, start=False)
    (home / "keys").mkdir(exist_ok=True)
    (home / "keys" / "osdp.key").write_text(KEY.hex())
    (home / "gate.toml").write_text(
        f"""
        [liveness]
        mode = "off"    # the demo's people move by their script, not by what a gate asks
        [door]
        pulse = 1.5
        [outputs.mqtt]
        host = "127.0.0.1"
        port = {broker.port}
        tls = false
        [outputs.webhook]
        url = "http://127.0.0.1:9/nobody"
        [outputs.osdp]
        device = "{panel.device}"
        address = {ADDRESS}
        """
    )
    assert enrolled("access", "badge", "add", "Eileen", "4711").code == 0
    listener = Listener(broker.port)
    command = [sys.executable, "-m", "gate", "run", "--source", "demo", "--headless", "--with-outputs", "--json"]
    process = subprocess.Popen(
        [*command, "--home", str(home)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    levels: list[tuple[bool, float]] = []

    def pulsed() -> bool:
        level = look(home / "door.line")
        if level and level not in levels:
            levels.append(level)
        return [level for level, _ in levels[-2:]] == [True, False]

    try:
        until(lambda: any("osdp: no panel" in event for event in listener.of("maskgate/gate/event")), 60)
        panel.start()
        until(pulsed, 120)
        # A card read that no panel takes within two seconds is dropped; the demo's person comes twice.
        until(lambda: panel.reads, 60)
        on, off = (since for _, since in levels[-2:])
        assert off - on == pytest.approx(1.5, abs=0.3)
        assert decode(26, panel.reads[0]["data"]) == (0, 4711)
        events = [json.loads(line) for line in listener.of("maskgate/gate/event")]
        grant = next(event for event in events if event.get("granted"))
        unlocked = [event for event in events if event["event"] == "door_unlocked"]
        assert grant["person"] == "Eileen"
        assert {event["cause"] for event in unlocked} == {"grant"}
        assert min(abs(on - event["mono"]) for event in unlocked) < 1.0
        assert any("webhook" in event.get("detail", "") for event in events), "a failing output is told of"
        assert [event["seq"] for event in events] == sorted({event["seq"] for event in events})
        until(lambda: json.loads(listener.of("maskgate/gate/door")[-1])["state"] == "locked")
    finally:
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
        panel.close()
    assert process.returncode == 0, err
    assert "Traceback" not in err
    assert look(home / "door.line") is None
    until(lambda: listener.of("maskgate/gate/status")[-1] == "offline")
    listener.close()
    assert "door_unlocked" in out
    rows = [line for line in enrolled("audit", "show", "--json").lines if line["kind"] in ("decision", "door")]
    granted = next(place for place, row in enumerate(rows) if row.get("granted"))
    unlocked = next(place for place, row in enumerate(rows) if "door_unlocked" in row.values())
    assert granted < unlocked, "a grant is on record before the door moves"
    assert enrolled("audit", "verify").code == 0


def test_a_refusal_of_the_door_is_on_record_after_the_grant(enrolled: Gate, home: Path, tmp_path: Path) -> None:
    (home / "gate.toml").write_text("[door]\ntwo_person = 10\n")
    assert enrolled("run", "--source", _folder(tmp_path), "--every-frame", "--fps", "10", "--headless").code == 0
    said = [line for line in enrolled("audit", "show", "--json").lines if line["kind"] == "decision"]
    assert [(row["granted"], row["reason"]) for row in said] == [(True, "recognised"), (False, "second_person")]


def _failed(result: Result, *words: str) -> None:
    """One sentence on the error output; the door's fault is an event as well."""
    assert [line["event"] for line in result.lines] == ["door_fault"]
    assert_one_sentence(replace(result, out=""), *words)


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.jpg").write_bytes(ASTRONAUT.read_bytes())
    return folder


def test_a_recording_opens_no_real_door(enrolled: Gate, home: Path, tmp_path: Path) -> None:
    (home / "gate.toml").write_text('[door]\nline = "gpio"\n[outputs.mqtt]\nhost = "127.0.0.1"\nport = 9\n')
    source = ("--source", _folder(tmp_path), "--headless", "--json")
    result = enrolled("run", *source, "--every-frame", "--fps", "10")
    assert result.code == 0, result.err
    assert "a recording opens no door" in result.err
    events = [line["event"] for line in result.lines]
    assert events.index("door_ready") == 0
    assert "door_unlocked" in events
    assert "output" not in events
    again = enrolled("run", *source, "--every-frame", "--with-outputs")
    assert again.code == 2
    _failed(enrolled("run", *source, "--with-outputs"), "/dev/gpiochip0")


def test_a_door_that_refuses_is_no_grant(enrolled: Gate, home: Path, tmp_path: Path) -> None:
    (home / "gate.toml").write_text("[door]\ntwo_person = 10\n")
    result = enrolled("run", "--source", _folder(tmp_path), "--every-frame", "--fps", "10", "--headless", "--json")
    assert result.code == 0, result.err
    decisions = [line for line in result.lines if line["event"] == "decision"]
    assert [(d["granted"], d["reason"], d["person"]) for d in decisions] == [(False, "second_person", None)]
    assert "door_unlocked" not in [line["event"] for line in result.lines]


def test_a_line_in_use_is_one_sentence(enrolled: Gate, home: Path) -> None:
    other = SimulatedLine(home / "door.line")
    other.open(False)
    result = enrolled("run", "--source", "usb:97", "--headless", "--json")
    other.close()
    _failed(result, "door.line", "in use by another process")


def test_a_killed_gate_leaves_the_line_at_rest(home: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "gate", "run", "--source", "usb:97", "--headless", "--home", str(home)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        until(lambda: (look(home / "door.line") or (True,))[0] is False, 60)
    finally:
        process.kill()
        process.wait()
    begin = time.monotonic()
    until(lambda: look(home / "door.line") is None)
    assert time.monotonic() - begin < 2.0


def test_doctor_speaks_of_the_door(gate: Gate, home: Path) -> None:
    (home / "keys").mkdir(exist_ok=True)
    (home / "keys" / "osdp.key").write_text(KEY.hex())
    (home / "keys" / "osdp.key").chmod(0o644)
    (home / "gate.toml").write_text('[door]\nside = "unsecured"\nline = "gpio"\n[door.gpio]\nexit = 3\n')
    found = [line for line in gate("doctor", "--no-camera", "--json").lines if line["what"] == "door"]
    assert found[0]["state"] == "ok"
    said = " ".join(line["detail"] for line in found if line["state"] == "warning")
    for words in ("relay (gpio)", "exit button", "chmod 600"):
        assert words in said
