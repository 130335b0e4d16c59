from __future__ import annotations

from pathlib import Path

import pytest

from gate.cli import COMMANDS
from tests.gate.commands.conftest import Gate, assert_one_sentence


def test_people(enrolled: Gate) -> None:
    assert "Eileen" in enrolled("people", "list").out
    (person,) = enrolled("people", "show", "eileen", "--json").lines
    (consent,) = person["consents"]
    assert consent == {"text": "v1", "purpose": "access control", "operator": "ops", "given": person["created"]}
    assert person["records"][0]["source"] == "astronaut.jpg"
    shown = enrolled("people", "show", "Eileen").out
    assert "recorded by ops" in shown
    removed = enrolled("people", "remove", "Eileen", "--yes")
    assert removed.code == 0
    assert removed.out.startswith("Eileen is removed.\n")
    assert enrolled("people", "list", "--json").out == ""


def test_nobody_of_that_name(enrolled: Gate) -> None:
    for word in ("show", "remove"):
        assert_one_sentence(enrolled("people", word, "Ben"), "Ben", "gate people list")


def test_no_gallery_yet(gate: Gate) -> None:
    assert gate("people", "list", "--json").code == 0


def test_doctor_finds_a_fresh_gate_well(gate: Gate) -> None:
    findings = {finding["what"]: finding for finding in gate("doctor", "--no-camera", "--json").lines}
    assert {what for what, finding in findings.items() if finding["state"] == "failed"} == set()
    assert findings["gallery"]["state"] == "warning"
    assert "gate enrol" in findings["gallery"]["detail"]
    assert findings["liveness"]["state"] == "ok"
    assert "gate models add liveness" in findings["liveness"]["detail"]
    assert "cosine" in findings["threshold"]["detail"]


def test_doctor_counts(enrolled: Gate) -> None:
    assert "1 people, 1 templates" in enrolled("doctor", "--no-camera").out


def test_doctor_names_every_fault_and_exits_1(enrolled: Gate, home: Path) -> None:
    (home / "gate.toml").write_text("[camera]\nsource = 'usb:99'\n[models]\ndetector = 'nothing.onnx'\n")
    (home / "gallery.db").write_bytes(b"no database")
    result = enrolled("doctor", "--json")
    assert result.code == 1
    failed = {finding["what"] for finding in result.lines if finding["state"] == "failed"}
    assert failed == {"detector", "backend", "gallery", "camera"}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(gate: Gate, command: str) -> None:
    from click.testing import CliRunner

    from gate.cli import cli

    result = CliRunner().invoke(cli, [command, "--help"])
    assert result.exit_code == 0
    assert f"gate {command}" in result.output


def test_usage_is_2() -> None:
    from gate.cli import main

    with pytest.raises(SystemExit) as stop:
        main(["identify"])
    assert stop.value.code == 2
