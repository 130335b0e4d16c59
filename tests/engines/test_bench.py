from __future__ import annotations

import json
from itertools import cycle
from pathlib import Path

import pytest

from engines.__main__ import main
from engines.backend import FloatArray, Running, TensorSpec
from engines.bench import bench


class Slow:
    """Says how long it takes for each picture."""

    inputs = outputs = (TensorSpec("x", (None, 1, 1, 1), "float32"),)
    running = Running("test", "cpu", "fp32")

    def __init__(self, *milliseconds: float) -> None:
        self.milliseconds, self.calls = cycle(milliseconds), []

    def run(self, batch: FloatArray) -> dict[str, FloatArray]:
        self.calls.append(len(batch))
        return {"x": batch}

    def close(self) -> None:
        pass


def test_each_is_timed_alone_and_compared_with_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def told(backend: Slow, batch: FloatArray) -> tuple[float, float]:
        backend.run(batch)
        return next(backend.milliseconds) * len(batch) / 1e3, 0.5e-3

    monkeypatch.setattr("engines.bench._time", told)
    quick, slow = Slow(2), Slow(6, 6, 6, 10)
    measured = bench({"quick": quick, "slow": slow}, (1, 1, 1), [1, 2], rounds=8)
    assert [(one.name, one.batch) for one in measured] == [("quick", 1), ("slow", 1), ("quick", 2), ("slow", 2)]
    assert [one.ratio for one in measured] == pytest.approx([1, 3, 1, 3])
    assert (measured[1].p50_ms, measured[1].cpu_ms) == pytest.approx((6, 0.5))
    assert 6 < measured[1].p95_ms <= measured[1].p99_ms <= 10
    assert measured[3].per_second == pytest.approx(1000 / 6)
    assert quick.calls == [1] * 13 + [2] * 13, "warm-up and rounds"


def _run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stop:
        main(["bench", *map(str, arguments)])
    shown = capsys.readouterr()
    return int(stop.value.code or 0), shown.out, shown.err


def test_the_command(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(capsys, tiny, "--batch", "1,2", "--rounds", 3, "--json")
    assert code == 0
    printed = json.loads(out)
    assert [one["batch"] for one in printed["measured"]] == [1, 2]
    assert printed["machine"]["peak_memory_mib"] > 10
    assert printed["measured"][0]["running"].startswith("onnxruntime")
    code, out, _ = _run(capsys, tiny, "--batch", "1", "--rounds", 3)
    assert code == 0
    assert "after 5 to warm up" in out
    assert "power_mode: not told" in out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["none.onnx"], 1, "there is no model none.onnx"),
        (["TINY", "--batch", "x"], 2, "numbers like 1,4,8"),
        (["TINY", "--size", "9"], 2, "HEIGHTxWIDTH"),
        (["TINY", "--size", "9x9"], 1, "failed on an input of shape"),
        ([], 2, "Missing argument"),
    ],
)
def test_bad_input(
    tiny: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, message: str
) -> None:
    found, _, err = _run(capsys, *(str(tiny) if word == "TINY" else word for word in arguments))
    assert (found, message in err) == (code, True), err
