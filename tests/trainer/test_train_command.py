"""The command as a user calls it: with loader processes, signals and mistakes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from tests.trainer.tiny_training import write_prepared
from trainer import checkpoint
from trainer.cli import main

ROOT = Path(__file__).resolve().parents[2]
MAIN = """
import sys
from tests.trainer.tiny_training import Tiny
from trainer.backbones.registry import BACKBONES
from trainer.cli import main
if __name__ == "__main__":
    BACKBONES["tiny"] = Tiny
    main(sys.argv[1:])
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("command")
    write_prepared(folder / "faces", [6] * 8)
    (folder / "main.py").write_text(MAIN)
    (folder / "tiny.yaml").write_text(
        "student: {backbone: tiny}\n"
        "head: {options: {scale: 16, margin: 0.2}}\n"
        "masks: {probability: 0.5}\n"
        "data: {workers: 1}\n"
        "training: {batch: 8, device: cpu}\n"
        "keeping: {log_every: 5, checkpoint_every: 100000}\n"
    )
    return folder


def _command(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(folder / "main.py"), "train", str(folder / "tiny.yaml"), *arguments],
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )


def test_a_signal_to_the_whole_group_stops_and_saves(folder: Path) -> None:
    """As `torchrun`, Ctrl-C and `timeout` send it: loader processes must not die of it before the run has saved."""
    run = folder / "run"
    process = _command(folder, "--data", "faces", "--run", "run", "--set", "training.steps=1000000")
    deadline = time.monotonic() + 120
    while not (run / "log.jsonl").is_file() and time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGTERM)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert "the same command goes on from here" in told
    assert "Traceback" not in told
    path = checkpoint.latest(run / "checkpoints")
    assert path is not None
    step = checkpoint.read(path)["step"]
    assert f"stopped after step {step};" in told


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (
            ["--data", "faces", "--run", "r", "--set", "training.bach=3"],
            1,
            "there is no key training.bach: did you mean",
        ),
        (["--data", "nothing", "--run", "r"], 1, "nothing is not a finished `trainer prepare` folder"),
        (["--data", "faces"], 2, "Missing option '--run'"),
        (["--data", "faces", "--run", "r", "--set", "training.device=cuda"], 1, "GPU 0 was asked for"),
    ],
)
def test_mistakes_are_one_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str],
    status: int, message: str,
) -> None:  # fmt: skip
    if "cuda" in arguments[-1] and torch.cuda.is_available():
        pytest.skip("there is a GPU")
    monkeypatch.chdir(folder)
    with pytest.raises(SystemExit) as end:
        main(["train", "tiny.yaml", *arguments])
    told = capsys.readouterr().err
    assert end.value.code == status
    assert message in told
    assert "Traceback" not in told
    assert status == 2 or len(told.splitlines()) == 1
