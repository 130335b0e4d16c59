"""`gate models`, and what a gate says of liveness networks that it has not got."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.gate.commands.conftest import Gate, assert_one_sentence


@pytest.fixture
def own_models(home: Path) -> Path:
    """The home's own folder of models, so that what is added stays in it."""
    models = home / "models"
    source = models.resolve()
    models.unlink()
    return Path(shutil.copytree(source, models))


def test_the_list_says_what_is_built_in_and_what_could_be_added(gate: Gate) -> None:
    lines = {line["name"]: line for line in gate("models", "list", "--json").lines}
    assert lines["yunet"]["state"] == lines["sface"]["state"] == "built in"
    assert lines["minifasnet-v2"] == {
        "name": "minifasnet-v2",
        "kind": "liveness",
        "state": "not installed",
        "licence": "Apache-2.0",
    }


def test_another_file_is_turned_away(gate: Gate, tmp_path: Path) -> None:
    file = tmp_path / "weights.pth"
    file.write_bytes(b"x")
    assert_one_sentence(gate("models", "add", "liveness", file), "digest", "official")
    assert_one_sentence(gate("models", "add", "liveness", tmp_path / "nothing.pth"), "nothing.pth")


@pytest.mark.data
def test_official_files_are_added_listed_and_used(gate: Gate, own_models: Path, shared_data: Path) -> None:
    files = sorted((shared_data / "minifasnet").glob("*.pth"))
    result = gate("models", "add", "liveness", *files)
    assert result.code == 0, result.err
    assert result.out.count("added ") == 2
    states = {line["name"]: line["state"] for line in gate("models", "list", "--json").lines}
    assert states["minifasnet-v1se"].startswith("installed, digest ")
    findings = {f["what"]: f for f in gate("doctor", "--no-camera", "--json").lines}
    assert findings["liveness"] == {**findings["liveness"], "state": "ok"}
    assert "both" in findings["liveness"]["detail"]
    (own_models / "minifasnet-v2.onnx").write_bytes(b"damaged")
    findings = {f["what"]: f for f in gate("doctor", "--no-camera", "--json").lines}
    assert findings["liveness"]["state"] == "failed"


def test_networks_that_are_asked_for_and_missing_keep_the_door_shut(enrolled: Gate, home: Path, tmp_path: Path) -> None:
    from tests.gate.commands.conftest import ASTRONAUT

    (home / "gate.toml").write_text("[liveness]\nmode = 'passive'\n")
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(6):
        shutil.copy(ASTRONAUT, folder / f"{number}.jpg")
    result = enrolled("run", "--source", folder, "--every-frame", "--fps", "10", "--headless", "--json")
    decisions = [event for event in result.lines if event["event"] == "decision"]
    assert {(d["granted"], d["reason"]) for d in decisions} == {(False, "liveness_unavailable")}
    assert "gate models add liveness" in result.err
