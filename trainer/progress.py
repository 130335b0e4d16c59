"""What a run tells: a moving line or plain lines, `log.jsonl`, TensorBoard."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from torch import Tensor

from trainer.distributed import Ranks
from trainer.errors import TrainerError
from trainer.validate import Figures, as_record


@contextmanager
def counting(console: Console, what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that appears with the first call of the function it gives, which takes the number done and all."""
    with Progress(TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console) as bar:
        task = bar.add_task(what, total=None, visible=False)
        yield lambda done, total: bar.update(task, completed=done, total=total, visible=True)


class Monitor:
    """Collects every step's losses on the device and reports them now and then. All ranks use one; the first tells.

    Args:
        log: the JSONL file; records behind `first_step` are dropped, for the run does those steps again.
        tensorboard: its folder.
        ranks: this process and the others.
        steps: of the whole run.
        first_step: where this process begins.
        steps_per_epoch: of the run.
        batch: pictures in a step, over all ranks.
        console: where the line moves.
    """

    def __init__(
        self,
        log: Path,
        tensorboard: Path,
        ranks: Ranks,
        *,
        steps: int,
        first_step: int,
        steps_per_epoch: int,
        batch: int,
        console: Console,
    ) -> None:
        self._ranks, self._batch, self._steps_per_epoch = ranks, batch, steps_per_epoch
        self._console, self._log = console, log
        self._pending: list[tuple[int, dict[str, Tensor]]] = []
        self._since, self._waited = time.perf_counter(), 0.0
        self._curves: Any = None
        if ranks.first:
            _drop_records_after(first_step, log)
            self._curves = _curves(tensorboard, first_step)
        columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.fields[told]}"))
        hidden = not (ranks.first and console.is_terminal)
        self._line = Progress(TextColumn("step"), *columns, console=console, disable=hidden)
        self._task = self._line.add_task("step", total=steps, completed=first_step, told="")

    def __enter__(self) -> Monitor:
        self._line.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._line.stop()
        if self._curves is not None:
            self._curves.close()

    def add(self, step: int, losses: dict[str, Tensor], *, waited: float) -> None:
        """Take in a step.

        Args:
            step: its number.
            losses: scalars, still on the device.
            waited: seconds that it waited for pictures.
        """
        self._pending.append((step, losses))
        self._waited += waited
        self._line.update(self._task, completed=step + 1)

    def flush(self, rate: float) -> None:
        """Report all steps since the last time; every rank must call it.

        Args:
            rate: the learning rate.

        Raises:
            TrainerError: a loss is not a number; the step is named.
        """
        if not self._pending:
            return
        names = list(self._pending[0][1])
        table = torch.stack([torch.stack([losses[name].float() for name in names]) for _, losses in self._pending])
        values = self._ranks.mean(table).cpu()
        for (step, _), row in zip(self._pending, values.tolist(), strict=True):
            for name, value in zip(names, row, strict=True):
                if not math.isfinite(value) and name != "gradient":  # one gradient may overflow in half precision
                    raise TrainerError(f"the loss {name} of step {step + 1} is {value}: the run stops")
        elapsed = time.perf_counter() - self._since
        done = self._pending[-1][0] + 1
        record = {
            "kind": "step",
            "step": done,
            "epoch": round(done / self._steps_per_epoch, 4),
            "rate": rate,
            **dict(zip(names, values.mean(dim=0).tolist(), strict=True)),
            "images_per_second": round(len(self._pending) * self._batch / elapsed, 1),
            "waiting": round(self._waited / elapsed, 4),
        }
        self._pending.clear()
        self._waited = 0.0
        self._since = time.perf_counter()
        self._tell(record)

    def validation(self, step: int, network: str, figures: Mapping[str, Figures]) -> None:
        """Report a network's figures on the held-out people."""
        if not self._ranks.first:
            return
        rows = as_record(figures)
        self._append({"kind": "validation", "step": step, "network": network, "rows": rows})
        for row, values in rows.items():
            for name, value in values.items():
                self._curves.add_scalar(f"{network} {row}/{name}", value, step)
        self._console.print(_table(f"{network} at step {step}", figures))
        self._since = time.perf_counter()  # this time is not the training's

    def say(self, text: str) -> None:
        """One line from the first rank."""
        if self._ranks.first:
            self._console.print(text, highlight=False, soft_wrap=True)

    def _tell(self, record: dict[str, Any]) -> None:
        if not self._ranks.first:
            return
        self._append(record)
        for name, value in record.items():
            if name not in ("kind", "step"):
                self._curves.add_scalar(name, value, record["step"])
        shown = [f"{name} {value:.4g}" for name, value in record.items() if name not in ("kind", "step", "epoch")]
        self._line.update(self._task, told=", ".join(shown))
        if not self._console.is_terminal:
            self.say(f"step {record['step']}: {', '.join(shown)}")

    def _append(self, record: dict[str, Any]) -> None:
        try:
            with self._log.open("a", encoding="utf-8") as file:
                file.write(json.dumps(record) + "\n")
        except OSError as error:
            raise TrainerError(f"the log {self._log} can't be written: {error.strerror}") from None


def _table(title: str, figures: Mapping[str, Figures]) -> Table:
    table = Table(
        "probe–reference", "FNMR at 1e-2", "at 1e-3", "d′", "impostors: mean", "99.9 %", title=title, box=None
    )
    for row, one in figures.items():
        table.add_row(
            row,
            f"{one.fnmr_at_1e2:.2%}",
            f"{one.fnmr_at_1e3:.2%}",
            f"{one.d_prime:.3f}",
            f"{one.impostor_mean:.4f}",
            f"{one.impostor_999:.4f}",
        )
    return table


def _curves(folder: Path, first_step: int) -> Any:
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ModuleNotFoundError:
        raise TrainerError("tensorboard is not installed: `pip install 'maskgate[trainer]'`") from None
    return SummaryWriter(str(folder), purge_step=first_step)


def _drop_records_after(step: int, log: Path) -> None:
    if not log.is_file():
        return
    lines = log.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if line.endswith("\n") and json.loads(line)["step"] <= step]
    log.write_text("".join(kept), encoding="utf-8")
