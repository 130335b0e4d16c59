"""A run's folder: everything that is needed to understand it, go on with it and run it again.

config.yaml     the whole configuration
run.json        code, versions, machine, data and seed it was started with
log.jsonl       one record for each logged step and each validation
tensorboard/    the same as curves
realigner.pth   the realigner, if the run has one
checkpoints/    the newest few
student.pth     the trained backbone, when the run is finished
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from engines.files import write_atomically
from trainer.config import Config
from trainer.config_file import dump_config, load_config
from trainer.data.prepared import PreparedFaces
from trainer.distributed import Ranks
from trainer.errors import TrainerError

_MAY_CHANGE = ("keeping.", "validation.", "export.", "data.workers")
"""What a run may go on with in another way, because it does not touch the weights."""


@dataclass(frozen=True)
class RunFolder:
    """Paths of a run."""

    path: Path

    @property
    def checkpoints(self) -> Path:
        """Where the newest few lie."""
        return self.path / "checkpoints"

    @property
    def log(self) -> Path:
        """Records, one a line."""
        return self.path / "log.jsonl"

    @property
    def realigner(self) -> Path:
        """The realigner's weights."""
        return self.path / "realigner.pth"

    @property
    def student(self) -> Path:
        """The trained backbone's weights, under the names of the released checkpoints."""
        return self.path / "student.pth"

    def config(self) -> Config:
        """The run's configuration.

        Raises:
            TrainerError: this is no run.
        """
        path = self.path / "config.yaml"
        if not path.is_file():
            raise TrainerError(f"{self.path} is not the folder of a run: it has no config.yaml")
        return load_config(str(path))

    def about(self) -> dict[str, Any]:
        """What `run.json` says.

        Raises:
            TrainerError: missing or damaged.
        """
        path = self.path / "run.json"
        try:
            about: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise TrainerError(f"{path} can't be read: {error}") from None
        return about


def claim(folder: RunFolder, config: Config, faces: PreparedFaces, ranks: Ranks) -> None:
    """Make the folder this run's, or see that it is already. Only the first rank calls it.

    Raises:
        TrainerError: the folder holds a run with another configuration or other data, something else, or can't be
            written.
    """
    if (folder.path / "config.yaml").is_file():
        if (key := _first_difference(folder.config(), config)) is not None:
            raise TrainerError(
                f"{folder.path} holds a run with another {key}: choose another --run, "
                "or give the command that it began with"
            )
        if [data["fingerprint"] for data in folder.about()["data"]] != list(faces.fingerprints):
            raise TrainerError(f"{folder.path} holds a run on other data: choose another --run")
        return
    if folder.path.is_dir() and any(folder.path.iterdir()):
        raise TrainerError(f"{folder.path} is not empty and holds no run: choose another --run")
    try:
        about = json.dumps(_about(config, faces, ranks), indent=2) + "\n"
        write_atomically(folder.path / "run.json", about.encode())
        write_atomically(folder.path / "config.yaml", dump_config(config).encode())
    except OSError as error:
        raise TrainerError(f"the folder {folder.path} can't be written: {error.strerror}") from None


def _about(config: Config, faces: PreparedFaces, ranks: Ranks) -> dict[str, Any]:
    return {
        "command": sys.argv,
        "git": git_revision(),
        "versions": {"python": platform.python_version(), **dict(_versions())},
        "machine": {"system": platform.platform(), "ranks": ranks.ranks, "device": str(ranks.device)},
        "data": [
            {"path": str(path), "source": manifest.source, "fingerprint": manifest.fingerprint}
            for path, manifest in zip(faces.folders, faces.manifests, strict=True)
        ],
        "seed": config.seed,
    }


def git_revision() -> dict[str, Any] | None:
    """The code's commit, and whether files differ from it; None outside a repository."""
    here = Path(__file__).parent
    try:
        commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=here, capture_output=True, text=True, check=True)
        changed = subprocess.run(["git", "status", "--porcelain"], cwd=here, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return {"commit": commit.stdout.strip(), "changed": bool(changed.stdout.strip())}


def _versions() -> Iterator[tuple[str, str]]:
    for package in ("maskgate", "torch", "numpy", "opencv-python-headless", "onnx", "onnxruntime"):
        try:
            yield package, version(package)
        except PackageNotFoundError:
            yield package, "not installed"


def _first_difference(old: Config, new: Config) -> str | None:
    before, after = dict(_flat(old.model_dump())), dict(_flat(new.model_dump()))
    keys = (key for key in before if not key.startswith(_MAY_CHANGE))
    return next((key for key in keys if before[key] != after[key]), None)


def _flat(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for section, content in values.items():
        if isinstance(content, Mapping):
            yield from ((f"{section}.{key}", value) for key, value in content.items())
        else:
            yield section, content
