from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import pytest
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from engines.card import card_path, read_card
from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.registry import resolve
from gate.vision.preprocess import Preprocessor
from trainer.backbones.backbone import Backbone, Normalise, embed
from trainer.backbones.iresnet import PREPROCESSING
from trainer.backbones.registry import create
from trainer.backbones.weights import load_weights
from trainer.errors import TrainerError
from trainer.export import Provenance, export_onnx

ABOUT = Provenance(
    name="student",
    licence="Apache-2.0",
    source="this test",
    data="noise",
    recipe="none",
    limits="all",
    metrics={"eer": 0.5},
    derived_from="0" * 64,
)


class Small(Backbone):
    """Conv, batch norm, PReLU, a wide linear layer, batch norm."""

    def __init__(self, *, in_graph: bool = False) -> None:
        super().__init__(16, PREPROCESSING.model_copy(update={"in_graph": in_graph}))
        torch.manual_seed(0)
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.BatchNorm2d(8), nn.PReLU(8), nn.AvgPool2d(5))
        self.fc = nn.Linear(8 * 11 * 11, 16)
        self.norm = nn.BatchNorm1d(16)
        with torch.no_grad():
            for parameter in self.layers.parameters():
                parameter += 0.1 * torch.rand_like(parameter)

    def forward(self, x: Tensor) -> Tensor:
        return embed(self.layers(x), self.fc, self.norm)


@pytest.fixture(scope="module")
def crops() -> list[np.ndarray]:
    return list(np.random.default_rng(0).integers(0, 256, (4, 112, 112, 3), dtype=np.uint8))


def _embeddings(network: Backbone, crops: list[np.ndarray]) -> np.ndarray:
    pixels = torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2)
    with torch.inference_mode():
        return copy.deepcopy(network).eval()(Normalise(network.preprocessing)(pixels)).numpy()


def _as_the_gate_does(path: Path, crops: list[np.ndarray]) -> np.ndarray:
    model = resolve(path, kind="recogniser")
    backend = OnnxRuntimeBackend(model.path, threads=1)
    return backend.run(Preprocessor(model.card.preprocessing).batch(crops))[model.card.outputs[0]]


@pytest.mark.parametrize("in_graph", [False, True], ids=["normalised outside", "normalised inside"])
def test_the_gate_computes_what_was_trained(in_graph: bool, crops: list[np.ndarray], tmp_path: Path) -> None:
    network, path = Small(in_graph=in_graph), tmp_path / "student.onnx"
    export_onnx(network, path, crops, ABOUT)
    for count in (1, 3, 4):
        wanted = _embeddings(network, crops[:count])
        np.testing.assert_allclose(_as_the_gate_does(path, crops[:count]), wanted, rtol=0, atol=1e-5)
    operators = {node.op_type for node in onnx.load(path).graph.node}
    assert ("Sub" in operators) == in_graph


def test_the_base_recogniser_survives_the_way_there_and_back(crops: list[np.ndarray], tmp_path: Path) -> None:
    network, path = create("sface"), tmp_path / "student.onnx"
    load_weights(network, "sface")
    card = export_onnx(network, path, crops, ABOUT)
    original = resolve("sface")
    assert card.preprocessing == original.card.preprocessing
    expected = OnnxRuntimeBackend(original.path, threads=1).run(Preprocessor(card.preprocessing).batch(crops))["fc1"]
    np.testing.assert_allclose(_as_the_gate_does(path, crops), expected, rtol=0, atol=2e-5)
    assert [node.op_type for node in onnx.load(path).graph.node].count("PRelu") == 27


def test_the_file_is_opset_17_with_a_free_batch_and_no_idle_nodes(crops: list[np.ndarray], tmp_path: Path) -> None:
    export_onnx(Small(), tmp_path / "student.onnx", crops, ABOUT)
    model = onnx.load(tmp_path / "student.onnx")
    assert [(o.domain, o.version) for o in model.opset_import] == [("", 17)]
    assert model.ir_version == 8
    for value, shape in zip(
        [*model.graph.input, *model.graph.output], [("batch", 3, 112, 112), ("batch", 16)], strict=True
    ):
        assert tuple(d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim) == shape
    assert not {node.op_type for node in model.graph.node} & {"Identity", "Cast", "Constant"}
    constants = {tensor.name for tensor in model.graph.initializer}
    assert all(node.input[1] in constants for node in model.graph.node if node.op_type == "PRelu")
    assert b"/work" not in model.SerializeToString()
    assert __file__.encode() not in model.SerializeToString()


def test_the_card_says_what_the_file_is(crops: list[np.ndarray], tmp_path: Path) -> None:
    path = tmp_path / "student.onnx"
    card = export_onnx(Small(), path, crops, ABOUT)
    assert card == read_card(card_path(path)) == resolve(path).card
    assert card.template_space == card.digest
    assert (card.name, card.kind, card.dim, card.derived_from) == ("student", "recogniser", 16, "0" * 64)
    assert (card.preprocessing, card.metrics, card.operating_points) == (PREPROCESSING, {"eer": 0.5}, ())


def test_equal_weights_give_equal_bytes(crops: list[np.ndarray], tmp_path: Path) -> None:
    first = export_onnx(Small(), tmp_path / "a.onnx", crops, ABOUT)
    second = export_onnx(Small().to(memory_format=torch.channels_last), tmp_path / "b.onnx", crops[:2], ABOUT)
    assert first.digest == second.digest


def test_the_network_goes_on_training_as_it_was(crops: list[np.ndarray], tmp_path: Path) -> None:
    network = Small().train()
    before = {key: value.clone() for key, value in network.state_dict().items()}
    export_onnx(network, tmp_path / "student.onnx", crops, ABOUT)
    assert network.training
    assert all(torch.equal(value, before[key]) for key, value in network.state_dict().items())


def test_float16_weights_halve_the_file_and_stay_in_the_template_space(crops: list[np.ndarray], tmp_path: Path) -> None:
    network = create("mobilefacenet")
    network(torch.rand(8, 3, 112, 112))  # running statistics of some use
    whole = export_onnx(network, tmp_path / "whole.onnx", crops, ABOUT)
    half = export_onnx(network, tmp_path / "half.onnx", crops, ABOUT, half=True)
    sizes = [(tmp_path / name).stat().st_size for name in ("half.onnx", "whole.onnx")]
    assert sizes[0] < 0.55 * sizes[1]
    assert half.template_space == half.derived_from == whole.digest != half.digest
    a, b = (_as_the_gate_does(tmp_path / name, crops) for name in ("half.onnx", "whole.onnx"))
    assert (a != b).any()
    cosine = (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
    assert cosine.min() > 0.9999


def test_float16_weights_are_float32_once_loaded(crops: list[np.ndarray], tmp_path: Path) -> None:
    """Every Cast is folded on loading, so that what runs is operator for operator the float32 network."""
    operators = []
    for half in (False, True):
        path = tmp_path / f"{half}.onnx"
        export_onnx(Small(), path, crops, ABOUT, half=half)
        options = ort.SessionOptions()
        options.optimized_model_filepath = str(tmp_path / f"optimised-{half}.onnx")
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
        ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        loaded = onnx.load(options.optimized_model_filepath)
        operators.append([node.op_type for node in loaded.graph.node])
        assert {t.data_type for t in loaded.graph.initializer} == {onnx.TensorProto.FLOAT}
    assert operators[0] == operators[1]
    stored = {t.data_type for t in onnx.load(tmp_path / "True.onnx").graph.initializer}
    assert onnx.TensorProto.FLOAT16 in stored


class Deceitful(Small):
    """Does something else while it is traced."""

    def forward(self, x: Tensor) -> Tensor:
        y = super().forward(x)
        return y + 0.001 if torch.onnx.is_in_onnx_export() else y


class Unsettled(Small):
    """Its weights hold a NaN."""

    def __init__(self) -> None:
        super().__init__()
        with torch.no_grad():
            self.fc.weight[0, 0] = torch.nan


@pytest.mark.parametrize(("kind", "difference"), [(Deceitful, "0.001"), (Unsettled, "nan")])
def test_a_file_that_differs_is_not_written(kind, difference: str, crops: list[np.ndarray], tmp_path: Path) -> None:
    path = tmp_path / "student.onnx"
    export_onnx(Small(), path, crops, ABOUT)
    before = path.read_bytes(), card_path(path).read_bytes()
    with pytest.raises(TrainerError, match=rf"differs from the trained one by {difference} .* nothing was written"):
        export_onnx(kind(), path, crops, ABOUT)
    assert (path.read_bytes(), card_path(path).read_bytes()) == before
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("factor", "sentence"),
    [(1e-8, "float16 weights a template's cosine .* export in float32; nothing"), (1e7, "fc.weight is too large for")],
    ids=["underflow", "overflow"],
)
def test_weights_that_float16_can_not_hold_are_refused(
    factor: float, sentence: str, crops: list[np.ndarray], tmp_path: Path
) -> None:
    network = Small()
    with torch.no_grad():
        network.fc.weight.mul_(factor)
        network.fc.bias.mul_(factor)
        network.norm.weight.div_(factor)
    with pytest.raises(TrainerError, match=sentence):
        export_onnx(network, tmp_path / "student.onnx", crops, ABOUT, half=True)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_can_not_be_written_is_one_sentence(crops: list[np.ndarray], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TrainerError, match=r"student.onnx can't be written: "):
        export_onnx(Small(), tmp_path / "file" / "student.onnx", crops, ABOUT)


def test_small_tensors_stay_exact(crops: list[np.ndarray], tmp_path: Path) -> None:
    export_onnx(Small(), tmp_path / "student.onnx", crops, ABOUT, half=True)
    for tensor in onnx.load(tmp_path / "student.onnx").graph.initializer:
        array = numpy_helper.to_array(tensor)
        assert (array.dtype == np.float16) == (array.size >= 4096)
