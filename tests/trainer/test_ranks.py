"""Two gloo processes against one at the same global batch; and the loop itself in two processes."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from rich.console import Console
from torch import multiprocessing

from tests.trainer.tiny_training import Tiny, tiny_config, tiny_weights, write_prepared
from trainer.assemble import assemble
from trainer.backbones.registry import BACKBONES
from trainer.data.loader import batches
from trainer.data.prepared import PreparedFaces
from trainer.distributed import Ranks, join_ranks
from trainer.engine import Engine
from trainer.errors import TrainerError
from trainer.train import Outcome, train

SETTINGS = (
    "student.freeze_batch_norm=true",  # ranks normalise by their own batch's statistics
    "training.ema=0.9",
    "head.options={scale: 16, margin: 0.2, std: 0.1}",
    "distillation.weight=3000",
    "training.accumulate=2",
    "contrast.weight=0.5",
    "teacher.cached=true",
)


def _few_steps(folder: Path, ranks: Ranks) -> dict[str, Any] | None:
    config = tiny_config(*SETTINGS, teacher=folder / "teacher.pth")
    run = assemble(config, PreparedFaces([folder / "faces"]), ranks)
    order = replace(run.order, first_step=0)
    loader = batches(run.views, order, workers=0, pin=False)
    told = []
    for step in range(order.steps):
        terms = run.engine.step(step, [next(loader) for _ in range(order.accumulate)])
        told.append(ranks.mean(torch.stack([terms[name] for name in ("total", "head", "distillation", "contrast")])))
    state = run.engine.state()
    return None if state is None else state | {"told": torch.stack(told)}


def _worker(rank: int, folder: Path, ports: list[int]) -> None:
    os.environ |= {"RANK": str(rank), "LOCAL_RANK": str(rank), "WORLD_SIZE": "2", "MASTER_ADDR": "localhost"}
    torch.set_num_threads(1)
    BACKBONES["tiny"] = Tiny
    _next_port(ports)
    with join_ranks("cpu") as ranks:
        assert (ranks.rank, ranks.ranks, ranks.first) == (rank, 2, rank == 0)
        assert ranks.any(rank == 1)
        assert not ranks.any(False)
        state = _few_steps(folder, ranks)
    if state is not None:
        torch.save(state, folder / "two.pt")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainer.protocol.open_detector", Blind)
        with pytest.MonkeyPatch.context() as told:
            if rank == 1:
                _sigterm_in_step(told, 0)
            _next_port(ports)
            stopped = _train(folder)
        assert stopped == Outcome(2, signal.SIGTERM)  # both, where ranks next ask each other
        _next_port(ports)
        assert _train(folder) == Outcome(4, None)


class Blind:
    def detect(self, _image: object) -> list[object]:
        return []


def _next_port(ports: list[int]) -> None:
    os.environ["MASTER_PORT"] = str(ports.pop())


def _train(folder: Path) -> Outcome:
    config = tiny_config(*SETTINGS, "training.steps=4", teacher=folder / "teacher.pth")
    return train(config, [folder / "faces"], folder / "run", console=Console(quiet=True))


def _sigterm_in_step(patch: pytest.MonkeyPatch, at: int) -> None:
    real = Engine.step

    def step(engine: Engine, number: int, parts: Any) -> Any:
        if number == at:
            os.kill(os.getpid(), signal.SIGTERM)
        return real(engine, number, parts)

    patch.setattr(Engine, "step", step)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ranks")
    write_prepared(folder / "faces", [4] * 6 + [1, 3, 3], held_out=[7, 8])
    tiny_weights(folder / "teacher.pth")
    multiprocessing.spawn(_worker, args=(folder, _free_ports(3)), nprocs=2)
    return folder


def _free_ports(number: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for one in sockets:
            one.bind(("localhost", 0))
        return [one.getsockname()[1] for one in sockets]


def test_two_ranks_are_one(both: Path) -> None:
    one = _few_steps(both, Ranks(0, 1, torch.device("cpu")))
    two = torch.load(both / "two.pt", weights_only=True)
    assert one is not None
    torch.testing.assert_close(two["told"], one["told"], rtol=1e-4, atol=1e-5)
    for name in ("centres", "momentum"):
        torch.testing.assert_close(two["head"][name], one["head"][name], rtol=1e-3, atol=1e-5)
    for group in ("student", "average"):
        assert two[group].keys() == one[group].keys()  # without a prefix from data parallelism
        for name, weight in one[group].items():
            torch.testing.assert_close(two[group][name], weight, rtol=1e-3, atol=1e-5, msg=name)


def test_the_first_rank_alone_writes(both: Path) -> None:
    run = both / "run"
    about = json.loads((run / "run.json").read_text())
    assert about["machine"]["ranks"] == 2
    records = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    assert [record["step"] for record in records if record["kind"] == "step"] == [2, 3, 4]
    assert [record["network"] for record in records if record["kind"] == "validation"] == ["teacher", "student"]
    assert (run / "student.pth").is_file()


def test_a_run_that_two_ranks_began_and_stopped_ends_as_that_of_one(
    both: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer.protocol.open_detector", Blind)
    config = tiny_config(*SETTINGS, "training.steps=4", teacher=both / "teacher.pth")
    assert train(config, [both / "faces"], both / "alone", console=Console(quiet=True)) == Outcome(4, None)
    one, two = (torch.load(both / run / "student.pth", weights_only=True) for run in ("alone", "run"))
    for name, weight in one.items():
        torch.testing.assert_close(two[name], weight, rtol=1e-3, atol=1e-5)


def test_a_checkpoint_of_two_ranks_goes_on_with_one(both: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.protocol.open_detector", Blind)
    (both / "run" / "checkpoints" / "step-00000004.pt").unlink()
    assert _train(both) == Outcome(4, None)


def test_more_processes_than_gpus_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setenv("LOCAL_RANK", "2")
    with pytest.raises(TrainerError, match="GPU 2 was asked for"), join_ranks("auto"):
        pass
