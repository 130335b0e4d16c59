"""The command line, called as a shell would, on the project's own public-domain portraits."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gate.capture.demo_people import ASSETS
from gate.cli import main
from gate.clock import SystemClock
from gate.gallery.types import Sample
from gate.home import find_home
from gate.settings import Settings
from gate.vault import make_keys, open_gallery
from gate.vision.types import Template

ASTRONAUT = ASSETS / "astronaut.jpg"
HOPPER = ASSETS / "grace_hopper.jpg"


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Gate = Callable[..., Result]


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds nothing but the models, made once."""
    home = tmp_path_factory.mktemp("models")
    with pytest.raises(SystemExit) as stop:
        main(["doctor", "--no-camera", "--home", str(home)])
    assert stop.value.code == 0
    return home / "models"


@pytest.fixture
def home(tmp_path: Path, models: Path) -> Path:
    """A fresh gate, its key in a file."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(models)
    make_keys(find_home(home), Settings(), "file")
    return home


@pytest.fixture
def gate(home: Path, capfd: pytest.CaptureFixture[str]) -> Gate:
    """Calls `gate WORD… --home HOME`."""

    def call(*words: str | Path) -> Result:
        capfd.readouterr()
        code = 0
        try:
            main([*map(str, words), "--home", str(home)])
        except SystemExit as stop:
            code = int(stop.code or 0)
        return Result(code, *capfd.readouterr())

    return call


@pytest.fixture
def enrolled(gate: Gate) -> Gate:
    """A gate that knows the astronaut as Eileen."""
    result = gate("enrol", "Eileen", ASTRONAUT, "--consent", "v1", "--operator", "ops")
    assert result.code == 0, result.err
    return gate


def assert_one_sentence(result: Result, *words: str) -> None:
    """Failed, politely."""
    assert result.code == 1
    assert result.out == ""
    assert "Traceback" not in result.err
    assert result.err.count("\n") == 1
    assert result.err.startswith("gate: ")
    for word in words:
        assert word in result.err


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[Path, str], Path]:
    def copy(source: Path, name: str) -> Path:
        return Path(shutil.copy(source, tmp_path / name))

    return copy


def move_to_another_model(home: Path) -> None:
    """Everybody gets a template of a model that nobody has any more."""
    space, place = "f" * 64, find_home(home)
    vector = np.eye(128, dtype=np.float32)[0]
    with open_gallery(place, Settings(), template_space=None) as gallery:
        samples = {p.id: [Sample(Template(vector, space, 0.9), "e" * 64, "old.jpg")] for p in gallery.people()}
        gallery.replace_templates(samples, space, SystemClock().utc())
