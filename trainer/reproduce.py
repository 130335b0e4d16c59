"""Trains a shipped model again: prepare, train, export, measure on the held-out people. It goes on where it stopped.

work/prepared/NAME    prepared collections
work/seed-N/          runs
work/seed-N.onnx      what each exports, with its card
work/seed-N.json      what that file comes to
work/seconds.json     how long each step has taken, over all calls
"""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch
from rich.console import Console

from engines.files import write_atomically
from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.registry import resolve
from gate.vision.embed import Embedder
from trainer.compare import held_out
from trainer.config import Config
from trainer.config_file import CONFIGS, load_config
from trainer.data.judged import read_judged
from trainer.data.prepare import Use, prepare
from trainer.data.prepared import PreparedFaces
from trainer.data.source import open_collection
from trainer.deliver import Label, deliver
from trainer.distributed import ALONE
from trainer.errors import TrainerError
from trainer.paired import measure
from trainer.recorded import Collection, Figures, Recipe
from trainer.run_folder import RunFolder, claim
from trainer.student import chosen
from trainer.train import train


class Stopped(Exception):  # noqa: N818 - nothing has gone wrong
    """A signal stopped the training; everything is saved."""

    def __init__(self, signal: int) -> None:
        super().__init__(f"stopped by signal {signal}")
        self.signal = signal


@dataclass(frozen=True)
class Reproduction:
    """One recipe in one working folder.

    Args:
        recipe: what to do.
        beside: the folder of the recipe's file, where its configuration and list may lie.
        data: the data folder.
        work: where everything is made.
        label: of the exported models.
        console: for progress.
    """

    recipe: Recipe
    beside: Path
    data: Path
    work: Path
    label: Label
    console: Console

    def prepared(self) -> list[Path]:
        """The prepared folders, made if need be.

        Raises:
            TrainerError: as `trainer.data.prepare.prepare`.
        """
        folders = []
        for collection in self.recipe.collections:
            out = self.work / "prepared" / collection.name
            if not (out / "prepared.json").is_file():
                self.console.print(f"preparing {collection.name}")
                with self._timed("prepare"):
                    self._prepare(collection, out)
            folders.append(out)
        return folders

    def figures(self, seed: int) -> Figures:
        """What the model of a seed comes to; it is trained, exported and measured if it is not yet.

        Raises:
            TrainerError: as training and export.
            Stopped: by a signal.
        """
        folders = self.prepared()
        path = self.work / f"seed-{seed}.json"
        if not path.is_file():
            with self._timed(f"seed-{seed}"):
                found = self._model(seed, folders)
            self._write(path, found)
        try:
            known: Figures = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise TrainerError(f"{path} can't be read ({error}): delete it, and it is measured again") from None
        return known

    def minutes(self, step: str) -> float:
        """How long a step, `prepare` or `seed-N`, has taken, over all calls."""
        return self._seconds().get(step, 0.0) / 60

    def machine(self) -> str:
        """Where it runs."""
        device = torch.cuda.get_device_name() if torch.cuda.is_available() else "no GPU"
        return f"{platform.machine()}, {os.cpu_count()} cores, {device}"

    def config(self, seed: int) -> Config:
        """Of a run."""
        name = self.recipe.config
        path = self.beside / name
        shipped = (CONFIGS / f"{name}.yaml").is_file()
        return load_config(name if shipped else str(path), [*self.recipe.settings, f"seed={seed}"])

    def _prepare(self, collection: Collection, out: Path) -> None:
        only = None if collection.only is None else self.data / collection.only
        dataset = open_collection(self.data / collection.source, only=only, unknown=collection.unknown)
        judged = self.recipe.judged if collection.judged else None
        prepare(
            dataset,
            out,
            source=collection.source,
            aligned=dataset.aligned if collection.aligned is None else collection.aligned,
            use=Use(
                collection.held_out,
                collection.masked,
                None if judged is None else read_judged(self.beside / judged),
            ),
            max_unusable=collection.max_unusable,
            workers=os.cpu_count() or 1,
        )

    def _model(self, seed: int, folders: list[Path]) -> Figures:
        run, onnx = self.work / f"seed-{seed}", self.work / f"seed-{seed}.onnx"
        config, folder = self.config(seed), RunFolder(run)
        if folder.student.is_file():
            claim(folder, config, PreparedFaces(folders), ALONE)
        elif (signal := train(config, folders, run, console=self.console).signal) is not None:
            raise Stopped(signal)
        deliver(
            run,
            onnx,
            self.label,
            data=folders,
            half=True,
            images=self.recipe.images,
            console=self.console,
            export=chosen(config.export, self.recipe.share, None),
        )
        model = resolve(onnx, kind="recogniser")
        backend = OnnxRuntimeBackend(model.path)
        recipe = self.recipe
        protocol = held_out(
            PreparedFaces(folders),
            family=recipe.family,
            images=recipe.images,
            seed=recipe.mask_seed,
            report=self.console.print,
        )
        found = measure(protocol, Embedder(backend, model.card).embed, replicates=2).figures
        backend.close()
        return found

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        finally:
            seconds = self._seconds()
            seconds[step] = seconds.get(step, 0.0) + time.monotonic() - began
            self._write(self.work / "seconds.json", seconds)

    def _seconds(self) -> dict[str, float]:
        try:
            found: dict[str, float] = json.loads((self.work / "seconds.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found

    def _write(self, path: Path, values: Mapping[str, object]) -> None:
        try:
            write_atomically(path, (json.dumps(values, indent=2, ensure_ascii=False) + "\n").encode())
        except OSError as error:
            raise TrainerError(f"{path} can't be written: {error.strerror}") from None
