"""requirements.txt resolves in every environment we support; read from its markers, without a network."""

from __future__ import annotations

import importlib.util
import itertools
import re
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENTS = [
    {"python_version": python, "platform_machine": machine, "platform_release": release}
    for python, (machine, release) in itertools.product(
        ["3.10", "3.11", "3.12", "3.13"],
        [("x86_64", "6.1.0-amd64"), ("aarch64", "6.6.31-rpi"), ("aarch64", "5.15.148-tegra")],
    )
]


def _lines(name: str) -> list[Requirement]:
    text = (ROOT / name).read_text()
    return [Requirement(line) for line in text.splitlines() if line and not line.startswith(("#", "-r"))]


def _active(environment: dict[str, str]) -> dict[str, Requirement]:
    active = [r for r in _lines("requirements.txt") if r.marker is None or r.marker.evaluate(environment)]
    names = [canonicalize_name(r.name) for r in active]
    assert len(names) == len(set(names)), "two lines are active for one package"
    return dict(zip(names, active, strict=True))


def _pin(requirement: Requirement) -> str:
    (specifier,) = requirement.specifier
    assert specifier.operator == "=="
    return specifier.version


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda e: "-".join(e.values()))
def test_one_exact_pin_for_each_package(environment: dict[str, str]) -> None:
    for name, requirement in _active(environment).items():
        if name != "tensorrt":  # its version is JetPack's to choose
            assert _pin(requirement)


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda e: "-".join(e.values()))
def test_the_pins_cover_and_satisfy_the_project_file(environment: dict[str, str]) -> None:
    active = _active(environment)
    declared = re.search(r"^dependencies = \[(.*?)^\]", (ROOT / "pyproject.toml").read_text(), re.M | re.S)
    assert declared
    for text in re.findall(r'^\s*"([^"]+)"', declared[1], re.M):
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate(environment):
            assert requirement.specifier.contains(_pin(active[canonicalize_name(requirement.name)])), text


def test_the_doors_pins_are_those_of_its_extra() -> None:
    declared = re.search(r"^door = \[(.*?)\]", (ROOT / "pyproject.toml").read_text(), re.M | re.S)
    assert declared
    extra = [Requirement(text) for text in re.findall(r'"([^"]+)"', declared[1])]
    pins = {canonicalize_name(line.name): _pin(line) for line in _lines("requirements-door.txt")}
    assert {canonicalize_name(r.name) for r in extra} == pins.keys()
    assert all(r.specifier.contains(pins[canonicalize_name(r.name)]) for r in extra)


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda e: "-".join(e.values()))
def test_what_differs_between_machines(environment: dict[str, str]) -> None:
    active = _active(environment)
    old = environment["python_version"] == "3.10"
    jetson = "tegra" in environment["platform_release"]
    assert ("pyqt5" in active) == (environment["platform_machine"] == "x86_64"), "no aarch64 wheel of PyQt5 exists"
    assert _pin(active["onnxruntime"]) == ("1.23.2" if old else "1.32.0"), "1.23 is the last for Python 3.10"
    assert _pin(active["numpy"]).startswith("2.2." if old else "2.4."), "2.2 is the last for Python 3.10"
    assert ("pycuda" in active) == jetson
    assert ("tensorrt" in active) == (jetson and environment["python_version"] != "3.11")
    assert "torch" not in active
    assert "opencv-python" not in active


def test_this_environment_has_no_opencv_with_its_own_qt() -> None:
    installed = {canonicalize_name(d.name) for d in distributions()}
    assert not installed & {"opencv-python", "opencv-contrib-python"}
    spec = importlib.util.find_spec("cv2")
    assert spec
    assert spec.origin
    assert not (Path(spec.origin).parent / "qt").exists()
