"""The gate on the recogniser in 8 bits: from `build-engine` to a grant."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engines.build_engine import GateEyes
from engines.build_engine import main as build_engine
from engines.onnx_file import read_onnx
from engines.quantise.qdq import OPERATORS, layers_of, prepare
from engines.quantise.ranges import measure_ranges, write_ranges
from engines.registry import resolve
from tests.gate.commands.conftest import ASTRONAUT, HOPPER, Gate

LAST = 6
"""Layers in 8 bits: ranges of two faces serve no more of them."""


@pytest.mark.slow
def test_an_int8_engine_is_built_found_and_lets_a_person_in(enrolled: Gate, home: Path, tmp_path: Path) -> None:
    portraits, visit = tmp_path / "portraits", tmp_path / "visit"
    portraits.mkdir()
    visit.mkdir()
    for place, picture in enumerate((ASTRONAUT, HOPPER)):
        shutil.copy(picture, portraits / f"{place}.jpg")
    for number in range(6):
        shutil.copy(ASTRONAUT, visit / f"{number}.jpg")
    model, eyes = resolve("maskgate-3"), GateEyes()
    prepared = prepare(read_onnx(model.path))
    faces = eyes.read(portraits, model.card, 2)
    write_ranges(
        tmp_path / "ranges", measure_ranges(prepared, eyes.batches(faces.images, model.card), "minmax", OPERATORS)
    )
    layers = [layer.name for layer in layers_of(prepared, (1, 3, 112, 112))]
    with pytest.raises(SystemExit) as stop:
        build_engine(
            [
                *(
                    "--onnx",
                    "maskgate-3",
                    "--engine",
                    str(home / "engines" / "maskgate-3-int8.onnx"),
                    "--backend",
                    "onnxruntime",
                ),
                *("--precision", "int8", "--calib-method", "minmax", "--calib-cache", str(tmp_path / "ranges")),
                *("--exclude-nodes", ",".join(layers[:-LAST]), "--verify-input", str(portraits)),
            ]
        )
    assert stop.value.code == 0
    (home / "gate.toml").write_text('[models]\nprecision = "int8"\n[liveness]\nmode = "off"\n')
    result = enrolled("run", "--source", visit, "--every-frame", "--fps", "10", "--headless", "--json")
    assert result.code == 0, result.err
    assert ", int8" in result.err, "what really runs is said"
    decisions = [line for line in result.lines if line["event"] == "decision"]
    assert [(line["granted"], line["person"]) for line in decisions] == [(True, "Eileen")]
