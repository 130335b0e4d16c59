"""Which network a gate runs: the model's own file, or the engine that was built from it for this device."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from engines.build_engine import main
from engines.errors import ModelError
from gate.capture.demo_people import ASSETS
from gate.home import Home
from gate.networks import open_networks
from gate.settings import ModelSettings, Settings
from tests.engines.test_build_engine import Device


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("gate")
    return Home(folder, folder / "models")


def settings(**models: str) -> Settings:
    return Settings(models=ModelSettings(**models))


@pytest.fixture(scope="module")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photographs")
    for picture in ASSETS.glob("*.jpg"):
        shutil.copy(picture, folder)
    return folder


def build(engine: Path, backend: str, photographs: Path) -> None:
    with pytest.raises(SystemExit) as stop:
        main(
            [
                *("--onnx", "maskgate-3", "--engine", str(engine), "--precision", "fp16", "--backend", backend),
                *("--verify-input", str(photographs)),
            ]
        )
    assert stop.value.code == 0


def test_a_precision_that_was_not_built_is_a_sentence_with_the_command(home: Home) -> None:
    with pytest.raises(
        ModelError, match=r"holds no onnxruntime engine of maskgate-3 .*`build-engine --onnx maskgate-3 --engine"
    ):
        open_networks(settings(precision="int8"), home)
    with pytest.raises(ModelError, match=r"holds no tensorrt engine of yunet .*`build-engine --onnx yunet --engine"):
        open_networks(settings(backend="tensorrt"), home)


def test_a_derived_onnx_is_found_by_what_it_is_and_said_to_run(home: Home, photographs: Path) -> None:
    build(home.engines / "whatever it is called.onnx", "onnxruntime", photographs)
    plain, half = (open_networks(settings(precision=precision), home) for precision in ("fp32", "fp16"))
    assert "maskgate-3: onnxruntime" in half.running
    assert "fp16" in half.running
    assert half.model.card.digest == plain.model.card.digest, "thresholds are those of the model"
    crop = np.random.default_rng(0).integers(0, 256, (112, 112, 3), dtype=np.uint8)
    assert float((half.recogniser.embed([crop]) @ plain.recogniser.embed([crop]).T).item()) > 0.999


def test_an_engine_on_a_fake_device(home: Home, photographs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device = Device(monkeypatch)
    build(home.engines / "maskgate-3.plan", "tensorrt", photographs)
    with pytest.raises(ModelError, match="holds no tensorrt engine of yunet"):
        open_networks(settings(backend="tensorrt", precision="fp16"), home)
    with pytest.raises(SystemExit) as stop:
        main(
            [
                *("--onnx", "yunet", "--engine", str(home.engines / "yunet.plan"), "--precision", "fp32"),
                *("--verify-input", str(photographs), "--backend", "tensorrt"),
                *("--min-size", "32x32", "--opt-size", "480x480", "--max-size", "960x960"),
            ]
        )
    assert stop.value.code == 0
    networks = open_networks(settings(backend="tensorrt", precision="fp16"), home)
    assert "tensorrt 10.3.0 on Orin (cuda 12.6), fp16" in networks.running
    from gate.vision.image_io import read_image

    faces = networks.detector.detect(read_image(ASSETS / "astronaut.jpg"))
    assert len(faces) == 1
    device.version = "10.16.1"
    with pytest.raises(ModelError, match=r"built for tensorrt 10\.3\.0, here it is 10\.16\.1"):
        open_networks(settings(backend="tensorrt", precision="fp16"), home)
