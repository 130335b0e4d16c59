from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from engines.quantise import calibrate as module
from engines.quantise.calibrate import calibrate
from engines.quantise.equalise import equalise
from engines.quantise.judge import TemplateJudge
from engines.quantise.qdq import layers_of, prepare
from engines.quantise.ranges import Ranges, network_digest
from engines.quantise.watch import watch
from tests.engines.quantise.networks import pictures, small_network


def _calibrate(equalisation: str, *, uneven: bool = True, judged: bool = True) -> tuple[Ranges, list[str]]:
    said: list[str] = []

    def batches() -> Iterator[np.ndarray]:
        yield pictures(16)

    model = prepare(small_network(uneven=uneven))
    judge = TemplateJudge(model, [pictures(16, 1)]) if judged else None
    layers = [layer.name for layer in layers_of(model, (1, 3, 8, 8))]
    ranges = calibrate(
        model, batches, "minmax", equalisation, judge=judge, layers=layers, outputs=True, report=said.append
    )
    assert ranges.network == network_digest(model)
    return ranges, said


def test_auto_takes_what_is_nearer_to_the_original(monkeypatch: pytest.MonkeyPatch) -> None:
    ranges, said = _calibrate("auto")
    assert set(ranges.peaks) == {"depthwise", "pointwise", "last"}
    assert "equalised" in said[-1]
    told = iter([0.1, 0.2])
    monkeypatch.setattr(module, "distance", lambda _: next(told))
    assert not _calibrate("auto")[0].peaks


def test_on_and_off_ask_nobody() -> None:
    assert _calibrate("on", judged=False)[0].peaks
    assert not _calibrate("off")[0].peaks
    assert not _calibrate("auto", judged=False)[0].peaks


def test_ranges_are_those_of_the_equalised_network() -> None:
    plain, equal = _calibrate("off")[0], _calibrate("on")[0]
    assert plain.digest != equal.digest
    model = prepare(small_network(uneven=True))
    (node,) = (node for node in model.graph.node if node.name == "depthwise")
    name = node.input[0]
    (values,) = watch(equalise(model, equal.peaks), [name], [pictures(16)])
    found = values[name]
    np.testing.assert_allclose(np.abs(equal.values[name]).max(), np.abs(found).max(), rtol=1e-4)
    assert np.abs(plain.values[name]).max() != pytest.approx(np.abs(found).max(), rel=1e-2)
