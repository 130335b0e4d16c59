from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from engines.errors import ModelError
from engines.quantise.judge import TemplateJudge
from engines.quantise.qdq import OPERATORS, layers_of, prepare
from engines.quantise.ranges import measure_ranges
from engines.quantise.search import Found, Search
from engines.verify import Bounds, shortfall
from tests.engines.quantise.networks import pictures, small_network


def _search(model: onnx.ModelProto, bounds: Bounds, *, timed: bool = False, exclude: tuple[str, ...] = ()) -> Found:
    model = prepare(model)
    ranges = measure_ranges(model, [pictures(16)], "minmax", OPERATORS)
    layers = layers_of(model, (1, 3, 8, 8))
    judge = TemplateJudge(model, [pictures(32, 1), pictures(8, 2)])
    picture = pictures(1, 3) if timed else None
    search = Search(model, ranges, layers, judge, bounds, outputs=False, timed=picture)
    return search.run(exclude)


def fragile_network() -> onnx.ModelProto:
    """One weight of each channel of the depthwise layer is so large that the others are rounded away."""
    model = small_network()
    tensor = next(tensor for tensor in model.graph.initializer if tensor.name == "w2")
    weights = numpy_helper.to_array(tensor).copy()
    weights[:, :, 0, 0] = 0
    weights[0, :, 0, 0] = 300
    tensor.CopyFrom(numpy_helper.from_array(weights, "w2"))
    slope = next(tensor for tensor in model.graph.initializer if tensor.name == "w3")
    mixed = numpy_helper.to_array(slope).copy()
    mixed[:, 0] = 0
    slope.CopyFrom(numpy_helper.from_array(mixed, "w3"))
    return model


def test_all_layers_where_the_bounds_allow_it() -> None:
    found = _search(small_network(), Bounds(mean_cosine=0.9))
    assert found.chosen.float_layers == ()
    assert set(found.order) == {"stem", "depthwise", "pointwise", "last"}
    assert found.chosen.share == 1


def test_the_layers_that_hurt_are_given_up_first_and_no_more_than_needed() -> None:
    loose = _search(fragile_network(), Bounds(mean_cosine=0.5))
    full = next(trial for trial in loose.trials if trial.given_up == 0)
    strict = Bounds(mean_cosine=1 - (1 - full.figures.mean) / 20)
    found = _search(fragile_network(), strict)
    assert 0 < found.chosen.given_up < 4
    assert found.chosen.float_layers == found.order[: found.chosen.given_up]
    assert shortfall(found.chosen.figures, strict) is None
    fewer = [trial for trial in found.trials if trial.given_up == found.chosen.given_up - 1]
    assert all(shortfall(trial.figures, strict) for trial in fewer)


def test_excluded_layers_stay_out_and_must_exist() -> None:
    found = _search(small_network(), Bounds(mean_cosine=0.9), exclude=("stem",))
    assert found.chosen.float_layers == ("stem",)
    work = {"stem": 8 * 27 * 64, "depthwise": 8 * 9 * 64, "pointwise": 12 * 8 * 64, "last": 16 * 12 * 64}
    assert found.chosen.share == pytest.approx(1 - work["stem"] / sum(work.values()))
    assert "stem" not in found.order
    with pytest.raises(ModelError, match="no layer nothing to exclude; layers are: stem, "):
        _search(small_network(), Bounds(), exclude=("nothing",))


def test_bounds_that_nothing_keeps() -> None:
    with pytest.raises(ModelError, match="build it in fp16"):
        _search(small_network(), Bounds(mean_cosine=1.0))


def test_the_fastest_within_the_bounds_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([1.3, 0.8, 1.1, 1.2, 1.4])
    monkeypatch.setattr("engines.quantise.search.cpu_ratio", lambda *_, **__: next(times))
    found = _search(small_network(), Bounds(mean_cosine=0.9), timed=True)
    ratios = [trial.time_ratio for trial in found.trials]
    assert len(ratios) >= 3
    assert found.chosen.time_ratio == min(ratio for ratio in ratios if ratio is not None)
    assert np.isclose(found.chosen.time_ratio, 0.8)
