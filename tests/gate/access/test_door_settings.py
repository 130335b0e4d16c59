"""The tables [door] and [outputs]: every value reaches its part, and what would leave a door unlocked is refused."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from gate.access import settings as module
from gate.access.precautions import precautions
from gate.access.settings import DoorSettings, GpioSettings, MqttSettings, OsdpSettings, OutputsSettings, Table
from gate.doorway import passage_rules_of, rules_of
from gate.settings import Settings, SettingsError, read_settings


def _read(tmp_path: Path, text: str) -> Settings:
    (tmp_path / "gate.toml").write_text(text, encoding="utf-8")
    return read_settings(tmp_path / "gate.toml")


def test_everything_at_once(tmp_path: Path) -> None:
    settings = _read(
        tmp_path,
        """
        [door]
        line = "gpio"
        lock = "fail_safe"
        pulse = 4
        pulses = {extended = 15}
        classes = {"عاليه" = "extended"}
        held_open = 20
        pre_alarm = 5
        relock_on_close = false
        forced_alarm = false
        exit_unlocks = false
        recognition_interval = 3
        anti_passback = "hard"
        direction = "out"
        passback_reset = 2
        two_person = 10
        [door.gpio]
        chip = "/dev/gpiochip1"
        relay = 7
        exit = "EXIT"
        [outputs.mqtt]
        host = "broker"
        [outputs.webhook]
        url = "https://example.org/gate"
        [outputs.osdp]
        facility = 12
        """,
    )
    door = settings.door
    assert door.fitted.wiring == "nc"
    assert (door.pulse_for("x", "عاليه"), door.pulse_for("x", None)) == (15.0, 4.0)
    rules, passage = rules_of(door), passage_rules_of(door)
    assert (rules.pulse, rules.held_open, rules.pre_alarm) == (4.0, 20.0, 5.0)
    assert {rules.relock_on_close, rules.forced_alarm, rules.exit_unlocks} == {False}
    assert (passage.interval, passage.passback, passage.direction) == (3.0, "hard", "out")
    assert (passage.passback_reset, passage.two_person) == (7200.0, 10.0)
    assert door.gpio.exit == "EXIT"
    assert [name for name, table in settings.outputs if table] == ["webhook", "mqtt", "osdp"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[door]\nlock = 'fail_safe'\nwiring = 'no'", "unlocked whenever the gate is not running"),
        ("[door]\nwiring = 'nc'", "unlocked whenever the gate is not running"),
        ("[door]\npulse = 0", r"door\.pulse = 0"),
        ("[door]\npulse = 256", r"door\.pulse = 256"),
        ("[door]\npulse = nan", r"door\.pulse"),
        ("[door]\npulses = {long = 9999.0}", r"door\.pulses\.long"),
        ("[door]\nclasses = {Anna = 'long'}", "door.classes"),
        ("[door]\nlin = 'gpio'", r"unknown key door\.lin, did you mean door\.line\?"),
        ("[door.unlock]\nstart = 18:00:00\nend = 08:00:00", "gate access hours add"),
        ("[outputs.mqtt]\nhost = 'x'\ncommands = true", "outputs.mqtt.user"),
        ("[outputs.webhook]\nurl = 'http://example.org'", "must be https"),
        ("[outputs.osdp]\ncards = {Anna = 4711}", "gate access badge add NAME 4711"),
        ("[outputs.osdp]\nfacility = 256", "does not fit"),
        ("[outputs.pager]\nnumber = 1", r"outputs\.pager"),
    ],
)
def test_settings_that_are_refused_in_one_sentence(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message) as failure:
        _read(tmp_path, text)
    assert "\n" not in str(failure.value)


def test_every_key_is_documented() -> None:
    tables = [kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Table)]
    assert len(tables) > 7
    for kind in tables:
        lines = inspect.getsource(kind).splitlines()
        for name in kind.model_fields:
            at = next(i for i, line in enumerate(lines) if line.startswith(f"    {name}:"))
            nested = isinstance(kind.model_fields[name].default, Table) or "Settings | None" in lines[at]
            following = " ".join(line.strip() for line in lines[at + 1 : at + 4])
            assert nested or '"""' in following, f"{kind.__name__}.{name} has no description"


def _said(door: DoorSettings, outputs: OutputsSettings | None = None) -> str:
    return " | ".join(precautions(door, outputs or OutputsSettings()))


def test_wires_on_the_unsecured_side_are_warned_of() -> None:
    wired = DoorSettings(line="gpio", gpio=GpioSettings(exit=23))
    assert _said(wired) == ""
    outside = _said(wired.model_copy(update={"side": "unsecured"}))
    assert "relay (gpio)" in outside
    assert "exit button" in outside
    assert "OSDP" in _said(DoorSettings(side="unsecured"))
    panel = OutputsSettings(osdp=OsdpSettings())
    assert _said(DoorSettings(side="unsecured"), panel) == ""


def test_what_else_is_unwise() -> None:
    assert "no lock moves" in _said(DoorSettings())
    assert "does not time its pulses" in _said(DoorSettings(line="modbus"))
    outputs = OutputsSettings(
        osdp=OsdpSettings(install=True), mqtt=MqttSettings(host="localhost", tls=False, user="gate", commands=True)
    )
    said = _said(DoorSettings(), outputs)
    assert "install mode" in said
    assert "maskgate/gate/command" in said
    assert "not encrypted" in _said(DoorSettings(), OutputsSettings(mqtt=MqttSettings(host="broker", tls=False)))
