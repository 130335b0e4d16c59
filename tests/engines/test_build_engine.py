"""The command, on a tiny network: with ONNX Runtime, and on a machine with a fake GPU and a fake TensorRT."""

from __future__ import annotations

import errno
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
from click.testing import CliRunner, Result

from engines.build_engine import cli, main
from engines.card import card_path, file_digest, read_card
from engines.device import Gpu
from engines.errors import ModelError
from engines.gpu.fakes import FakeCuda
from engines.open_engine import find_engine, open_engine
from engines.registry import resolve
from engines.sidecar import read_sidecar, sidecar_path
from engines.trt.capabilities import Trt, capabilities
from engines.trt.fakes import fake_trt
from engines.verify import Bounds


def write_crops(folder: Path, count: int, seed: int) -> Path:
    folder.mkdir(parents=True)
    random = np.random.default_rng(seed)
    for number in range(count):
        cv2.imwrite(str(folder / f"{number:03d}.png"), random.integers(0, 256, (4, 4, 3), dtype=np.uint8))
    return folder


@pytest.fixture
def faces(tmp_path: Path) -> Path:
    return write_crops(tmp_path / "faces", 40, seed=1)


@pytest.fixture
def calibration(tmp_path: Path) -> Path:
    return write_crops(tmp_path / "calibration", 48, seed=2)


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def build(tiny: Path, out: Path, *more: object, backend: str = "onnxruntime", precision: str = "fp32") -> Result:
    return invoke("--onnx", tiny, "--engine", out, "--backend", backend, "--precision", precision, *more)


def sentence(result: Result) -> str:
    assert isinstance(result.exception, ModelError), result.output
    assert "\n" not in str(result.exception)
    return str(result.exception)


@pytest.mark.parametrize("precision", ["fp32", "fp16", "int8"])
def test_a_verified_onnx_with_card_and_sidecar(
    tiny: Path, faces: Path, calibration: Path, tmp_path: Path, precision: str
) -> None:
    out = tmp_path / "out" / f"tiny-{precision}.onnx"
    result = build(tiny, out, "--verify-input", faces, "--calib-input", calibration, precision=precision)
    assert result.exit_code == 0, result.exception
    sidecar, card, source = read_sidecar(out), read_card(card_path(out)), read_card(card_path(tiny))
    assert sidecar.verified
    assert sidecar.verification is not None
    assert sidecar.verification["faces"] == 40
    assert sidecar.template_space == card.template_space == source.template_space
    assert (card.digest, card.derived_from, card.operating_points) == (file_digest(out), source.digest, ())
    assert sidecar.layers == {precision: 1}
    assert "fewer than the 500" in result.output
    assert open_engine(out).backend.running.precision == precision
    model = onnx.load(out)
    onnx.checker.check_model(model, full_check=True)
    assert ("QuantizeLinear" in {node.op_type for node in model.graph.node}) == (precision == "int8")
    assert find_engine(out.parent, resolve(tiny), "onnxruntime", precision) == out


def test_below_the_bound_there_is_no_engine(
    tiny: Path, faces: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("engines.verify").verify.BOUNDS, "fp16", Bounds(min_cosine=1.1))
    result = build(tiny, tmp_path / "out" / "e.onnx", "--verify-input", faces, precision="fp16")
    assert "least cosine to the original is 1.00000, at least 1.1 is needed; no engine was written" in sentence(result)
    assert not (tmp_path / "out").exists()


def test_faces_of_the_calibration_set_do_not_verify(tiny: Path, calibration: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "e.onnx"
    result = build(tiny, out, "--verify-input", calibration, "--calib-input", calibration, precision="int8")
    assert "is in the calibration set" in sentence(result)


def test_a_dry_run_writes_nothing(tiny: Path, faces: Path, tmp_path: Path) -> None:
    result = build(tiny, tmp_path / "out" / "e.onnx", "--verify-input", faces, "--dry-run", precision="fp16")
    assert result.exit_code == 0
    assert "would build" in result.output
    assert "comparing on 40 images" in result.output
    assert not (tmp_path / "out").exists()


def test_usage(tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["--onnx", str(tiny)],
        ["--onnx", str(tiny), "--engine", "e"],
        ["--verify", "e"],
        ["--onnx", str(tiny), "--engine", "e", "--allow-unverified", "--min-size", "32"],
        ["--onnx", str(tiny), "--engine", "e", "--allow-unverified", "--min-size", "32x32"],
    ):
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        assert stop.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


class TestBadInput:
    @pytest.mark.parametrize("content", [b"", b"xx", b"\x08\x08" * 40, "truncated"])
    def test_a_file_that_is_no_model(self, tiny: Path, faces: Path, tmp_path: Path, content: bytes | str) -> None:
        tiny.write_bytes(tiny.read_bytes()[:-40] if content == "truncated" else content)
        card = json.loads(card_path(tiny).read_text())
        card_path(tiny).write_text(json.dumps(card | {"digest": file_digest(tiny)}))
        assert "ONNX" in sentence(build(tiny, tmp_path / "e.onnx", "--verify-input", faces))

    def test_an_operator_of_nobody_is_named(self, tiny: Path, faces: Path, tmp_path: Path) -> None:
        model = onnx.load(tiny)
        model.graph.node[0].op_type = "Warp"
        tiny.write_bytes(model.SerializeToString())
        card = json.loads(card_path(tiny).read_text())
        card_path(tiny).write_text(json.dumps(card | {"digest": file_digest(tiny)}))
        assert "Warp" in sentence(build(tiny, tmp_path / "e.onnx", "--verify-input", faces))

    def test_calibration_folders(self, tiny: Path, faces: Path, tmp_path: Path) -> None:
        empty, text = tmp_path / "empty", tmp_path / "text"
        empty.mkdir()
        text.mkdir()
        for number in range(9):
            (text / f"{number}.txt").write_text("no face")
        for folder, message in ((empty, "holds no image"), (text, "holds no image"), (tmp_path / "none", "no folder")):
            result = build(
                tiny, tmp_path / "e.onnx", "--verify-input", faces, "--calib-input", folder, precision="int8"
            )
            assert message in sentence(result)
        write_crops(text / "few", 2, 0)
        result = build(tiny, tmp_path / "e.onnx", "--verify-input", faces, "--calib-input", text, precision="int8")
        assert "no folder of faces: 9 of 11" in sentence(result)
        assert "--calib-input" in sentence(build(tiny, tmp_path / "e.onnx", "--verify-input", faces, precision="int8"))

    def test_a_cache_of_another_model(self, tiny: Path, faces: Path, calibration: Path, tmp_path: Path) -> None:
        cache = tmp_path / "ranges.json"
        more = ("--verify-input", faces, "--calib-input", calibration, "--calib-cache", cache)
        assert build(tiny, tmp_path / "e.onnx", *more, precision="int8").exit_code == 0
        first = read_sidecar(tmp_path / "e.onnx")
        assert build(tiny, tmp_path / "e.onnx", *more, precision="int8").exit_code == 0
        assert read_sidecar(tmp_path / "e.onnx").calibration == first.calibration
        for wrong, message in (
            (json.loads(cache.read_text()) | {"network": "0" * 64}, "another model"),
            (json.loads(cache.read_text()) | {"method": "entropy"}, "--calib-method entropy"),
        ):
            cache.write_text(json.dumps(wrong))
            assert message in sentence(build(tiny, tmp_path / "e.onnx", *more, precision="int8"))
            cache.write_text(json.dumps(wrong | {"network": first.network, "method": "percentile"}))
        cache.write_text("{")
        assert "damaged" in sentence(build(tiny, tmp_path / "e.onnx", *more, precision="int8"))

    def test_kept_ranges_do_without_faces_and_then_nothing_is_searched(
        self, tiny: Path, faces: Path, calibration: Path, tmp_path: Path
    ) -> None:
        more = ("--verify-input", faces, "--calib-cache", tmp_path / "ranges.json")
        result = build(tiny, tmp_path / "a.onnx", *more, "--calib-input", calibration, precision="int8")
        assert "layers left in floating point: none" in result.output
        again = build(tiny, tmp_path / "b.onnx", *more, precision="int8")
        assert again.exit_code == 0, again.exception
        assert "no picture to choose layers with" in again.output
        assert read_sidecar(tmp_path / "b.onnx").layers == {"int8": 1}
        kept = build(tiny, tmp_path / "c.onnx", *more, "--exclude-nodes", "Conv_0", precision="int8")
        assert kept.exit_code == 0, kept.exception
        calibrated = read_sidecar(tmp_path / "c.onnx").calibration
        assert calibrated is not None
        assert calibrated.float_layers == ("Conv_0",)

    def test_a_cache_with_and_without_equalisation(
        self, tiny: Path, faces: Path, calibration: Path, tmp_path: Path
    ) -> None:
        cache = tmp_path / "ranges.json"
        more = ("--verify-input", faces, "--calib-input", calibration, "--calib-cache", cache)
        assert build(tiny, tmp_path / "e.onnx", *more, "--equalise", "off", precision="int8").exit_code == 0
        assert "made without equalisation" in sentence(
            build(tiny, tmp_path / "e.onnx", *more, "--equalise", "on", precision="int8")
        )
        assert build(tiny, tmp_path / "e.onnx", *more, precision="int8").exit_code == 0

    def test_an_unknown_layer_to_exclude(self, tiny: Path, faces: Path, calibration: Path, tmp_path: Path) -> None:
        more = ("--verify-input", faces, "--calib-input", calibration, "--exclude-nodes", "Conv_7")
        assert "no layer Conv_7" in sentence(build(tiny, tmp_path / "e.onnx", *more, precision="int8"))

    def test_a_full_disk_leaves_nothing_to_be_found(
        self, tiny: Path, faces: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        out = tmp_path / "out" / "e.onnx"
        assert build(tiny, out, "--verify-input", faces).exit_code == 0

        def full(_handle: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        assert "No space left" in sentence(build(tiny, out, "--verify-input", faces))
        with pytest.raises(ModelError, match=r"has no e\.onnx\.json"):
            open_engine(out)

    @pytest.mark.parametrize("stop_at", [1, 2, 3])
    def test_an_interrupted_build_leaves_no_half_engine(
        self, tiny: Path, faces: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_at: int
    ) -> None:
        out, writes = tmp_path / "out" / "e.onnx", []
        sync = os.fsync

        def interrupted(handle: int) -> None:
            writes.append(handle)
            if len(writes) == stop_at:
                raise KeyboardInterrupt
            sync(handle)

        monkeypatch.setattr(os, "fsync", interrupted)
        assert build(tiny, out, "--verify-input", faces).exit_code != 0
        monkeypatch.undo()
        assert not [path for path in out.parent.iterdir() if path.name.startswith(".")]
        if stop_at < 3:  # the third file is the card: the engine itself is whole
            with pytest.raises(ModelError, match="holds no onnxruntime engine"):
                find_engine(out.parent, resolve(tiny), "onnxruntime", "fp32")

    @pytest.mark.parametrize("kill_at", [1, 2, 3])
    def test_a_killed_build_leaves_no_half_engine(self, tiny: Path, faces: Path, tmp_path: Path, kill_at: int) -> None:
        """SIGKILL as each of the three files is written: nothing can be cleaned up then."""
        out = tmp_path / "out" / "e.onnx"
        code = (
            "import os, signal, sys\n"
            "from engines.build_engine import main\n"
            "sync, writes = os.fsync, []\n"
            "def killed(handle):\n"
            "    writes.append(handle)\n"
            "    os.kill(os.getpid(), signal.SIGKILL) if len(writes) == int(sys.argv[1]) else sync(handle)\n"
            "os.fsync = killed\n"
            "main(sys.argv[2:])\n"
        )
        command = [*("--onnx", tiny, "--engine", out, "--backend", "onnxruntime", "--precision", "fp32")]
        command += ["--verify-input", faces]
        killed = subprocess.run([sys.executable, "-c", code, str(kill_at), *map(str, command)], check=False)
        assert killed.returncode == -signal.SIGKILL
        if kill_at < 3:  # as above
            with pytest.raises(ModelError, match="holds no onnxruntime engine"):
                find_engine(out.parent, resolve(tiny), "onnxruntime", "fp32")
        assert invoke(*command).exit_code == 0
        open_engine(find_engine(out.parent, resolve(tiny), "onnxruntime", "fp32")).backend.close()

    def test_no_tensorrt_installed(self, tiny: Path, faces: Path, tmp_path: Path) -> None:
        if __import__("importlib.util").util.find_spec("tensorrt"):
            pytest.skip("TensorRT is installed here")
        message = sentence(build(tiny, tmp_path / "e.plan", "--verify-input", faces, backend="tensorrt"))
        assert "python3-libnvinfer" in message
        assert "--system-site-packages" in message


class Device:
    """A machine with a fake GPU and TensorRT; both can be exchanged."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.version, self.gpu, self.fault = "10.3.0", Gpu("Orin", "8.7", "12.6"), None
        self.l4t, self.ignores_flags, self.dla_cores = "36.4.0", False, 0
        self.cudas: list[FakeCuda] = []
        for module in ("engines.building", "engines.trt.capabilities"):
            monkeypatch.setattr(f"{module}.driver_fault", lambda: self.fault)
        for module in ("engines.building", "engines.open_engine"):
            monkeypatch.setattr(f"{module}.load_trt", self.load)
            monkeypatch.setattr(f"{module}.open_cuda", self.cuda)
        for module in ("engines.publish", "engines.open_engine"):
            monkeypatch.setattr(f"{module}.l4t_release", lambda: self.l4t)

    def load(self, flavour: str) -> Trt:
        self.module = fake_trt(self.version, FakeCuda(self.gpu))
        self.module.ignores_flags, self.module.dla_cores = self.ignores_flags, self.dla_cores
        return Trt(self.module, "tensorrt", capabilities(self.module, "tensorrt"))

    def cuda(self) -> FakeCuda:
        self.module.cuda = FakeCuda(self.gpu)
        self.cudas.append(self.module.cuda)
        return self.module.cuda


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> Device:
    return Device(monkeypatch)


@pytest.mark.parametrize("version", ["8.5.2", "8.6.2", "10.3.0", "10.16.1", "11.4.0"])
@pytest.mark.parametrize("precision", ["fp32", "fp16", "int8"])
def test_from_model_to_engine_on_a_fake_device(
    device: Device, tiny: Path, faces: Path, calibration: Path, tmp_path: Path, version: str, precision: str
) -> None:
    device.version, out = version, tmp_path / "engines" / "tiny.plan"
    more = ("--verify-input", faces, "--calib-input", calibration)
    result = build(tiny, out, *more, backend="tensorrt", precision=precision)
    assert result.exit_code == 0, result.exception
    sidecar = read_sidecar(out)
    assert sidecar.verified
    assert (sidecar.gpu, sidecar.compute_capability, sidecar.cuda) == ("Orin", "8.7", "12.6")
    assert (sidecar.runtime, sidecar.l4t) == (version, "36.4.0")
    assert sidecar.layers_from == "engine inspector"
    assert precision in sidecar.layers
    found = find_engine(out.parent, resolve(tiny), "tensorrt", precision)
    engine = open_engine(found)
    assert engine.backend.running.precision == precision
    assert engine.backend.run(np.ones((9, 3, 4, 4), np.float32))["y"].shape == (9, 32)
    engine.backend.close()
    assert all(cuda.left() == {} for cuda in device.cudas)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": "10.16.1"}, r"built for tensorrt 10\.3\.0, here it is 10\.16\.1"),
        ({"gpu": Gpu("Xavier", "7.2", "12.6")}, r"compute capability 8\.7, here it is 7\.2"),
        ({"gpu": Gpu("Orin Nano", "8.7", "12.6")}, "GPU Orin, here it is Orin Nano"),
        ({"gpu": Gpu("Orin", "8.7", "13.0")}, r"CUDA 12\.6, here it is 13\.0"),
        ({"l4t": "36.5.0"}, r"L4T release 36\.4\.0, here it is 36\.5\.0"),
        ({"fault": "no NVIDIA driver is installed here"}, "no NVIDIA driver"),
    ],
)
def test_an_engine_of_another_machine_is_refused_by_field_and_with_the_command(
    device: Device, tiny: Path, faces: Path, tmp_path: Path, change: dict, message: str
) -> None:
    out = tmp_path / "tiny.plan"
    assert build(tiny, out, "--verify-input", faces, backend="tensorrt", precision="fp16").exit_code == 0
    for name, value in change.items():
        setattr(device, name, value)
    with pytest.raises(ModelError, match=message) as caught:
        open_engine(out)
    if "fault" not in change:
        assert f"build-engine --onnx {tiny} --engine {out} --precision fp16 --backend tensorrt" in str(caught.value)


def test_a_precision_that_tensorrt_silently_changed_is_refused(
    device: Device, tiny: Path, faces: Path, tmp_path: Path
) -> None:
    device.ignores_flags = True
    message = sentence(build(tiny, tmp_path / "e.plan", "--verify-input", faces, backend="tensorrt", precision="fp16"))
    assert "fp16 was asked for, but TensorRT made all layers otherwise" in message
    assert not (tmp_path / "e.plan").exists()


def test_a_changed_plan_or_sidecar_is_refused(device: Device, tiny: Path, faces: Path, tmp_path: Path) -> None:
    out = tmp_path / "tiny.plan"
    assert build(tiny, out, "--verify-input", faces, backend="tensorrt").exit_code == 0
    out.write_bytes(out.read_bytes() + b"\0")
    with pytest.raises(ModelError, match="is not the file that"):
        open_engine(out)
    path = sidecar_path(out)
    good = json.loads(path.read_text())
    for wrong in ({"precision": "fp8"}, {"verified": False}, {"colour": "red"}):
        path.write_text(json.dumps(good | wrong))
        with pytest.raises(ModelError, match="is not valid"):
            open_engine(out)
    path.unlink()
    with pytest.raises(ModelError, match="has no"):
        open_engine(out)


def test_tensors_that_are_not_those_of_the_sidecar_are_refused(
    device: Device, tiny: Path, faces: Path, tmp_path: Path
) -> None:
    plan, network = tmp_path / "tiny.plan", tmp_path / "tiny-fp16.onnx"
    assert build(tiny, plan, "--verify-input", faces, backend="tensorrt").exit_code == 0
    assert build(tiny, network, "--verify-input", faces).exit_code == 0
    for out in (plan, network):
        path = sidecar_path(out)
        good = json.loads(path.read_text())
        (entry,) = good["outputs"]
        for wrong in ({"name": "z"}, {"dtype": "float16"}, {"shape": [None, 64]}, {"shape": [None, 32, 1]}):
            path.write_text(json.dumps(good | {"outputs": [entry | wrong]}))
            with pytest.raises(ModelError, match=r"has the outputs y float32 \?x32, its .* says .*: build it again"):
                open_engine(out)
        path.write_text(json.dumps(good))
        open_engine(out).backend.close()
    assert all(cuda.left() == {} for cuda in device.cudas)


def test_of_two_devices_engines_in_one_folder_the_own_is_found(
    device: Device, tiny: Path, faces: Path, tmp_path: Path
) -> None:
    own, other = tmp_path / "engines" / "orin.plan", tmp_path / "engines" / "xavier.plan"
    assert build(tiny, own, "--verify-input", faces, backend="tensorrt").exit_code == 0
    device.gpu = Gpu("Xavier", "7.2", "12.6")
    assert build(tiny, other, "--verify-input", faces, backend="tensorrt").exit_code == 0
    os.utime(other, (4e9, 4e9))  # the newest
    find = lambda: find_engine(own.parent, resolve(tiny), "tensorrt", "fp32")  # noqa: E731
    assert find() == other
    device.gpu = Gpu("Orin", "8.7", "12.6")
    assert find() == own
    device.gpu = Gpu("Thor", "11.0", "13.0")
    with pytest.raises(ModelError, match="built for compute capability"):
        open_engine(find())


def test_the_command_that_builds_again_says_all_that_was_asked_for(
    device: Device, tiny: Path, faces: Path, calibration: Path, tmp_path: Path
) -> None:
    device.dla_cores = 1
    more = ["--verify-input", faces, "--calib-input", calibration, "--max-batch", 4, "--exclude-nodes", "Conv_0"]
    more += ["--calib-method", "minmax", "--dla-core", 0, "--version-compatible", "--workspace-mib", 64]
    out = tmp_path / "tiny.plan"
    assert "no layer of this network can compute in 8 bits" in sentence(
        build(tiny, out, *more, backend="tensorrt", precision="int8")
    )
    more[6:8] = ["--equalise", "off"]
    result = build(tiny, out, *more, "--allow-unverified", "-v", backend="tensorrt", precision="int8")
    assert result.exit_code == 0, result.exception
    words = shlex.split(read_sidecar(out).command)
    assert words[0] == "build-engine"
    pairs = " ".join(words)
    for option in map(str, more):
        assert option in words, pairs
    assert not {"--allow-unverified", "--verbose", "--calib-num-images"} & set(words)
    out.unlink()
    assert invoke(*words[1:]).exit_code == 0
    assert read_sidecar(out).verified


def test_without_a_gpu_it_is_built_only_when_allowed_and_used_only_when_verified(
    device: Device, tiny: Path, faces: Path, tmp_path: Path
) -> None:
    out = tmp_path / "tiny.plan"
    assert build(tiny, out, "--allow-unverified", backend="tensorrt").exit_code == 0
    sidecar = read_sidecar(out)
    assert (sidecar.verified, sidecar.template_space) == (False, None)
    for refuse in (lambda: open_engine(out), lambda: find_engine(tmp_path, resolve(tiny), "tensorrt", "fp32")):
        with pytest.raises(ModelError, match=f"not verified: `build-engine --verify {out}"):
            refuse()
    result = invoke("--verify", out, "--verify-input", faces)
    assert result.exit_code == 0, result.exception
    assert "verified: cosine to the original on 40 faces" in result.output
    assert read_sidecar(out).template_space == read_card(card_path(tiny)).template_space
    open_engine(out).backend.close()
    assert "stays unusable" in sentence(invoke("--verify", out, "--verify-input", faces, "--min-cosine", 1))
    with pytest.raises(ModelError, match="not verified"):
        open_engine(out)


def test_faces_of_the_calibration_set_do_not_verify_later_either(
    device: Device, tiny: Path, faces: Path, calibration: Path, tmp_path: Path
) -> None:
    out = tmp_path / "tiny.plan"
    more = ("--calib-input", calibration, "--allow-unverified")
    assert build(tiny, out, *more, backend="tensorrt", precision="int8").exit_code == 0
    both = tmp_path / "both"
    both.mkdir()
    for number, path in enumerate([*sorted(faces.iterdir()), *sorted(calibration.iterdir())]):
        shutil.copy(path, both / f"{number}.png")
    again = ("--verify", out, "--verify-input")
    assert "on 88 faces" in (said := invoke(*again, both).output)
    assert "give --calib-input, too" in said
    assert "on 40 faces" in (said := invoke(*again, both, "--calib-input", calibration).output)
    assert "give --calib-input" not in said
    assert "is in the calibration set" in sentence(invoke(*again, calibration, "--calib-input", calibration))


def test_a_driver_that_is_missing_stops_the_build_before_it_begins(
    device: Device, tiny: Path, faces: Path, tmp_path: Path
) -> None:
    device.fault = "no NVIDIA driver is installed here"
    message = sentence(build(tiny, tmp_path / "e.plan", "--verify-input", faces, backend="tensorrt"))
    assert "builds engines only on a machine with an NVIDIA GPU" in message


def test_the_old_calibrator_through_the_command(
    device: Device, tiny: Path, faces: Path, calibration: Path, tmp_path: Path
) -> None:
    more = ("--verify-input", faces, "--calib-input", calibration, "--implicit-int8", "--calib-cache", tmp_path / "c")
    device.version = "8.6.2"
    assert build(tiny, tmp_path / "e.plan", *more, backend="tensorrt", precision="int8").exit_code == 0
    assert (tmp_path / "c").read_bytes() == b"fake calibration of 6 batches"
    device.version = "11.4.0"
    assert "no INT8 calibrator" in sentence(
        build(tiny, tmp_path / "e.plan", *more, backend="tensorrt", precision="int8")
    )


@pytest.mark.parametrize("name", ["yunet"])
def test_free_sizes_need_a_profile(device: Device, faces: Path, tmp_path: Path, name: str) -> None:
    message = sentence(invoke("--onnx", name, "--engine", tmp_path / "e", "--verify-input", faces))
    assert "leaves height and width free: give --min-size" in message
