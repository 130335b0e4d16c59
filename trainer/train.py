"""The training loop: steps, checkpoints, validation, and stopping without losing anything."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from trainer import checkpoint
from trainer.assemble import assemble
from trainer.config import Config
from trainer.data.loader import Batch, batches
from trainer.data.painter import family_painter
from trainer.data.prepared import PreparedFaces
from trainer.distributed import Ranks, join_ranks
from trainer.errors import TrainerError
from trainer.networks import Embedder, deployed
from trainer.progress import Monitor, counting
from trainer.protocol import Protocol, make_protocol
from trainer.realigner.of_run import Stopped, make_realigner, read_realigner
from trainer.run_folder import RunFolder, claim
from trainer.stop import Stop, stop_on_signals
from trainer.validate import embedder, measure
from trainer.whitening import whiten


@dataclass(frozen=True)
class Outcome:
    """How a call of `train` ended."""

    step: int
    signal: int | None
    """The signal that stopped the run before its last step."""


def train(config: Config, data: Sequence[Path], run: Path, *, console: Console) -> Outcome:
    """Train, or go on with training, until the last step or a signal.

    The same call goes on with a run that was stopped or killed, from its newest checkpoint, and on a CPU makes the
    same weights, bit by bit, as if it had not been interrupted.

    Args:
        config: of the run.
        data: prepared folders.
        run: the run's folder.
        console: for progress.

    Raises:
        TrainerError: configuration, data and run folder don't fit together; a loss is not a number; nothing can be
            written.
    """
    with join_ranks(config.training.device) as ranks, stop_on_signals() as stop:
        faces, folder = PreparedFaces(data), RunFolder(run)
        if ranks.first:
            claim(folder, config, faces, ranks)
            try:
                make_realigner(config, faces, folder.realigner, stop=stop, console=console)
            except Stopped:
                console.print("stopped before the first step; the same command begins again")
        if ranks.any(stop.signal is not None):
            return Outcome(0, stop.signal or signal.SIGTERM)
        return _Loop(config, faces, folder, ranks, stop, console).run()


class _Loop:
    """A run in progress."""

    def __init__(
        self, config: Config, faces: PreparedFaces, folder: RunFolder, ranks: Ranks, stop: Stop, console: Console
    ) -> None:
        self._config, self._faces, self._folder = config, faces, folder
        self._ranks, self._stop, self._console = ranks, stop, console
        realigner = read_realigner(folder.realigner) if config.realigner.drawn else None
        with counting(console, "the teacher's templates") as report:
            self._run = assemble(config, faces, ranks, realigner=realigner, report=report)
        self._first = self._restore()
        self._protocol: Protocol | None = None

    def run(self) -> Outcome:
        """To the end or to a signal."""
        config, order = self._config, self._run.order
        monitor = Monitor(
            self._folder.log,
            self._folder.path / "tensorboard",
            self._ranks,
            steps=order.steps,
            first_step=self._first,
            steps_per_epoch=order.steps_per_epoch,
            batch=order.batch,
            console=self._console,
        )
        with monitor:
            self._introduce(monitor)
            for step, parts, waited in self._batches():
                monitor.add(step, self._run.engine.step(step, parts), waited=waited)
                done = step + 1
                due, last = done % config.keeping.log_every == 0, done == order.steps
                # Ranks must agree on stopping, and asking them all in every step would cost time.
                stopping = (due or last or self._ranks.ranks == 1) and self._ranks.any(self._stop.signal is not None)
                save = last or stopping or done % config.keeping.checkpoint_every == 0
                if due or save:
                    monitor.flush(self._run.engine.rate(step))  # a loss that is no number is never saved
                if save:
                    self._save(done)
                if stopping and not last:
                    monitor.say(f"stopped after step {done}; the same command goes on from here")
                    return Outcome(done, self._stop.signal or signal.SIGTERM)
                if not last and config.validation.every and done % config.validation.every == 0:
                    self._validate(done, monitor)
            self._finish(monitor)
        return Outcome(order.steps, None)

    def _batches(self) -> Iterator[tuple[int, list[Batch], float]]:
        """Each step's number, this rank's parts of its batch, and the seconds they were waited for."""
        order = replace(self._run.order, first_step=self._first)
        loader = batches(
            self._run.views, order, workers=self._config.data.workers, pin=self._ranks.device.type == "cuda"
        )
        for step in range(order.first_step, order.steps):
            began = time.perf_counter()
            parts = [next(loader) for _ in range(order.accumulate)]
            waited = time.perf_counter() - began
            yield step, [part.to(self._ranks.device) for part in parts], waited

    def _introduce(self, monitor: Monitor) -> None:
        people, order, ranks = self._run.people, self._run.order, self._ranks
        monitor.say(
            f"{len(people.training)} pictures to train on, {len(people.classes)} classes, "
            f"{len(people.held_out)} pictures held out"
        )
        monitor.say(
            f"{order.steps} steps of {order.batch} pictures on {ranks.ranks} x {ranks.device}, "
            f"{self._run.engine.precision}"
        )
        if self._first:
            monitor.say(f"going on after step {self._first}")

    def _restore(self) -> int:
        """How many steps are done."""
        path = checkpoint.latest(self._folder.checkpoints)
        if path is None:
            return 0
        state = checkpoint.read(path)
        if state["classes"] != self._run.people.digest:
            raise TrainerError(f"the class centres in {path} belong to other people than those of this data")
        self._run.engine.restore(state)
        return int(state["step"])

    def _save(self, step: int) -> None:
        state = self._run.engine.state()
        if state is not None:
            state |= {"step": step, "classes": self._run.people.digest}
            checkpoint.save(self._folder.checkpoints, step, state, keep=self._config.keeping.checkpoints)
        self._ranks.wait()

    def _deployed(self) -> Embedder:
        """The student as it is exported, but for the whitening, which draws masks on all training pictures."""
        return deployed(self._run.engine.trained, self._run.teacher, self._config.export.interpolate)

    def _validate(self, step: int, monitor: Monitor, network: Embedder | None = None) -> None:
        """On the first rank; the others wait. Without a network, the student as it is now."""
        if self._ranks.first and len(self._run.people.held_out):
            device, teacher = self._ranks.device, self._run.teacher
            if self._protocol is None:
                self._protocol = self._make_protocol(monitor)
                if teacher is not None:
                    monitor.validation(step, "teacher", measure(self._protocol, embedder(teacher, device)))
            monitor.validation(step, "student", measure(self._protocol, embedder(network or self._deployed(), device)))
        self._ranks.wait()

    def _make_protocol(self, monitor: Monitor) -> Protocol:
        settings = self._config.validation
        painter = family_painter(settings.family)
        protocol = make_protocol(self._faces, self._run.people, painter, images=settings.images, seed=0)
        monitor.say(
            f"validation on {len(protocol.bare)} pictures of {len(set(protocol.people.tolist()))} held-out people; "
            f"{protocol.lost} faces are not found again under their masks"
        )
        return protocol

    def _finish(self, monitor: Monitor) -> None:
        network = self._deployed()
        if self._ranks.first:
            whiten(network.backbone, self._faces, self._config, self._config.export.whiten)
        self._validate(self._run.order.steps, monitor, network)
        if self._ranks.first:
            checkpoint.write(self._folder.student, network.backbone.state_dict())
            monitor.say(f"done: {self._folder.student}")
        self._ranks.wait()
