"""The way of a build: check, write the network, build, compare, and only then put the files in their place."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import onnxruntime as ort

from engines.backend import Backend
from engines.card import card_path, write_card
from engines.device import Gpu, driver_fault, l4t_release
from engines.errors import ModelError
from engines.files import write_atomically
from engines.gpu.choose import open_cuda
from engines.network import Int8Options, Network, network_types, quantised_network, write_network
from engines.onnx_file import input_shapes, read_onnx
from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.quantise.search import Found
from engines.registry import Model, resolve
from engines.request import Eyes, Pictures, Request
from engines.shapes import Profile, make_profile
from engines.sidecar import Sidecar, Source, TensorOf, sidecar_path, write_sidecar
from engines.trt.backend import TensorRtBackend
from engines.trt.builder import BuildOptions, Built, build_plan
from engines.trt.calibrator import make_calibrator
from engines.trt.capabilities import Trt, check_can_start, load_trt
from engines.verify import Boxes, Cosines, bounds_for, describe, shortfall
from engines.verifying import compare, derived_card, verification_of

CHOOSE = 4
"""One calibration face in so many is kept back, to choose layers on."""

MOST_FACES, MOST_PHOTOGRAPHS = 128, 24
"""Of those: they are in memory at once, as float32."""


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    sidecar: Sidecar
    found: Found | None
    told: str


@dataclass
class Build:
    """One build.

    Args:
        request: what is wanted.
        eyes: the gate's vision.
        report: gets a line for each step.
    """

    request: Request
    eyes: Eyes
    report: Callable[[str], None]
    model: Model = field(init=False)
    trt: Trt | None = field(init=False, default=None)
    profile: Profile = field(init=False)
    calibration: Pictures = field(init=False)
    faces: Pictures = field(init=False)

    def __post_init__(self) -> None:
        request = self.request
        self.model = resolve(request.onnx)
        self._onnx = read_onnx(self.model.path)
        shapes = input_shapes(self._onnx)
        if len(shapes) != 1:
            raise ModelError(f"{request.onnx} has {len(shapes)} inputs; detectors and recognisers have one")
        ((self._input, shape),) = shapes.items()
        if any(
            operator in {n.op_type for n in self._onnx.graph.node} for operator in ("QuantizeLinear", "QLinearConv")
        ):
            raise ModelError(f"{request.onnx} is quantised already: build from the float32 model it was derived from")
        most = request.max_batch or max(request.opt_batch, 1 if self.model.card.kind == "detector" else 8)
        sizes = request.sizes
        if request.backend == "onnxruntime" and sizes is None and not all(isinstance(d, int) for d in shape[2:]):
            sizes = ((32, 32), (640, 640), (4096, 4096))  # it takes any; named for the sidecar's sake
        self.profile = make_profile(
            self._input, shape, batches=(request.min_batch, request.opt_batch, most), sizes=sizes
        )
        if request.backend != "onnxruntime":
            self.trt = load_trt(request.backend)
            check_can_start(self.trt, build=True)
        self._bounds = bounds_for(request.precision, request.min_cosine)
        self._read()

    def _read(self) -> None:
        request, card = self.request, self.model.card
        nothing = Pictures([], (), 0)
        self.calibration = self.faces = nothing
        if request.precision == "int8":
            if request.calib_input is not None:
                self.report(f"reading calibration images from {request.calib_input}")
                self.calibration = self.eyes.read(request.calib_input, card, request.calib_num_images)
            elif request.calib_cache is None or not request.calib_cache.is_file():
                raise ModelError(
                    "8 bits need faces to calibrate with: --calib-input DIR (make one with `calibration collect`)"
                )
        if request.verify_input is not None:
            self.report(f"reading verification images from {request.verify_input}")
            self.faces = self.eyes.read(request.verify_input, card, request.verify_num_images).without(self.calibration)
            if not self.faces.images:
                raise ModelError(
                    f"every usable image of {request.verify_input} is in the calibration set: name another folder"
                )

    def plan(self) -> str:
        """What `run` would do."""
        request = self.request
        runtime = self.trt.name if self.trt else f"onnxruntime {ort.__version__}"
        lines = [
            f"would build {request.engine}: {self.model.card.name} ({self.model.card.digest[:12]}…) in "
            f"{request.precision} with {runtime}",
            f"inputs {self.profile.smallest} to {self.profile.largest}, usually {self.profile.usual}",
        ]
        if request.precision == "int8":
            lines.append(f"calibrating on {len(self.calibration.images)} images ({self.calibration.rejected} unusable)")
        lines.append(f"comparing on {len(self.faces.images)} images ({self.faces.rejected} unusable)")
        if self._unverifiable():
            lines.append(f"it can't be compared here: {self._unverifiable()}")
        return "\n".join(lines)

    def run(self) -> Outcome:
        """Build, compare, write.

        Raises:
            ModelError: anything on the way; nothing is written then but caches that were asked for.
        """
        request = self.request
        reason = self._unverifiable()
        if reason and not request.allow_unverified:
            raise ModelError(
                f"this engine can't be compared with its model here ({reason}), so it is not built: "
                "--allow-unverified builds it, to be verified on the device"
            )
        network = self._network()
        built = self._build(network)
        plan = built.plan if built else network.data
        figures: Cosines | Boxes | None = None
        pairs: dict[str, Any] = {}
        types: dict[str, int] = {}
        gpu: Gpu | None = None
        if not driver_fault() and self.trt:
            gpu = open_cuda().gpu()
        if not reason:
            figures, pairs, types = self._compare(plan)
            if fault := shortfall(figures, self._bounds):
                raise ModelError(f"{fault}; no engine was written ({describe(figures)})")
        verification = verification_of(figures, pairs) if figures else None
        sidecar = self._sidecar(network, plan, built, gpu, types, verification)
        self._write(plan, sidecar)
        return Outcome(sidecar, network.found, self._told(sidecar, figures, built, pairs, reason))

    def _unverifiable(self) -> str | None:
        if not self.faces.images:
            return "no --verify-input"
        return driver_fault() if self.trt else None

    def _network(self) -> Network:
        request = self.request
        if request.precision != "int8" or request.implicit_int8:
            return write_network(self._onnx, "fp32" if request.implicit_int8 else request.precision)
        images = self.calibration.images
        most = MOST_PHOTOGRAPHS if self.model.card.kind == "detector" else MOST_FACES
        choose = list(images[::CHOOSE])[:most]
        measure = [image for place, image in enumerate(images) if place % CHOOSE]
        options = Int8Options(
            method=request.calib_method,
            cache=request.calib_cache,
            equalise=request.equalise,
            exclude=request.exclude_nodes,
            bounds=self._bounds,
            outputs=self.trt is None,
            timed=self.trt is None,
            half_rest=bool(self.trt and self.trt.can.strongly_typed),
        )
        card = self.model.card
        return quantised_network(
            self._onnx,
            lambda: self.eyes.batches(measure, card),
            list(self.eyes.batches(choose, card)),
            options,
            self.report,
        )

    def _build(self, network: Network) -> Built | None:
        request = self.request
        if self.trt is None:
            return None
        self.report(f"building with {self.trt.name}, {request.workspace_mib} MiB of workspace")
        if request.timing_cache and not self.trt.can.timing_cache:
            self.report(f"{self.trt.name} keeps no timing cache: {request.timing_cache} is not used")
        options = BuildOptions(
            request.precision,
            {self._input: self.profile},
            request.workspace_mib,
            request.timing_cache,
            request.dla_core,
            request.version_compatible,
            self._calibrator() if request.implicit_int8 and request.precision == "int8" else None,
        )
        built = build_plan(self.trt, network.data, options, tell=self.report if request.verbose else None)
        self.report(f"built in {built.seconds:.1f} s")
        for warning in built.warnings[:3]:
            self.report(f"TensorRT warns: {' '.join(warning.split())[:300]}")
        return built

    def _calibrator(self) -> Any:
        assert self.trt is not None
        cache = self.request.calib_cache or self.request.engine.with_suffix(".calibration")
        batches = list(self.eyes.batches(self.calibration.images, self.model.card))
        size = len(batches[0]) if batches else 1
        return make_calibrator(self.trt, open_cuda(), batches, size, cache, self.model.card.digest)

    def _compare(self, plan: bytes) -> tuple[Cosines | Boxes, dict[str, Any], dict[str, int]]:
        card = self.model.card
        self.report(f"comparing with the float32 model on {len(self.faces.images)} images")
        reference = OnnxRuntimeBackend(self.model.path)
        with tempfile.TemporaryDirectory() as folder:
            derived = self._open(plan, Path(folder))
            try:
                types = self._types(derived)
                figures = compare(self.eyes, card, reference, derived, self.faces.images)
                pairs: dict[str, Any] = {}
                if self.request.pairs is not None and card.kind == "recogniser":
                    self.report(f"comparing error rates on the pairs of {self.request.pairs}")
                    before, after = self.eyes.pairs(self.request.pairs, card, (reference, derived))
                    pairs = {"before": before, "after": after}
            finally:
                derived.close()
                reference.close()
        return figures, pairs, types

    def _types(self, derived: Backend) -> dict[str, int]:
        """What the inspector says of the engine; the precision that was asked for must be there."""
        types = derived.layer_types() if isinstance(derived, TensorRtBackend) else {}
        wanted = self.request.precision
        if types and wanted not in types:
            found = ", ".join(f"{count} {name}" for name, count in sorted(types.items()))
            raise ModelError(
                f"{wanted} was asked for, but TensorRT made all layers otherwise ({found}): nothing written"
            )
        return types

    def _open(self, plan: bytes, folder: Path) -> Backend:
        if self.trt is None:
            (folder / "network.onnx").write_bytes(plan)
            return OnnxRuntimeBackend(folder / "network.onnx")
        shapes = (self.profile.smallest, self.profile.largest)
        return TensorRtBackend(plan, self.trt, open_cuda(), precision=self.request.precision, profile=shapes)

    def _sidecar(
        self,
        network: Network,
        plan: bytes,
        built: Built | None,
        gpu: Gpu | None,
        types: dict[str, int],
        verification: dict[str, Any] | None,
    ) -> Sidecar:
        request, card = self.request, self.model.card
        (entry,) = self._onnx.graph.input[:1]
        asked = dict(built.asked) if built else network_types(network.data)
        return Sidecar(
            tool=_tool(),
            backend=request.backend,
            precision=request.precision,
            source=Source(
                name=card.name,
                given=request.onnx,
                kind=card.kind,
                digest=card.digest,
                template_space=card.template_space,
            ),
            network=hashlib.sha256(network.data).hexdigest(),
            plan=hashlib.sha256(plan).hexdigest(),
            template_space=card.template_space if verification else None,
            preprocessing=card.preprocessing,
            inputs=(TensorOf(name=self._input, shape=_dims(entry), dtype="float32"),),
            outputs=tuple(TensorOf(name=v.name, shape=_dims(v), dtype="float32") for v in self._onnx.graph.output),
            profile={self._input: (self.profile.smallest, self.profile.usual, self.profile.largest)},
            layers=types or asked,
            layers_from="engine inspector" if types else "network",
            calibration=network.calibration,
            runtime=self.trt.can.version if self.trt else ort.__version__,
            version_compatible=request.version_compatible,
            cuda=gpu.cuda if gpu else None,
            gpu=gpu.name if gpu else None,
            compute_capability=gpu.compute_capability if gpu else None,
            l4t=l4t_release() if self.trt else None,
            command=request.command,
            verified=verification is not None,
            verification=verification,
        )

    def _write(self, plan: bytes, sidecar: Sidecar) -> None:
        engine = self.request.engine
        try:
            # An engine without a sidecar is nothing to anybody: if we are interrupted, no old one speaks of a new plan.
            sidecar_path(engine).unlink(missing_ok=True)
            write_atomically(engine, plan)
        except OSError as error:
            raise ModelError(f"the engine {engine} can't be written: {error.strerror}") from None
        write_sidecar(engine, sidecar)
        if sidecar.backend == "onnxruntime":
            write_card(card_path(engine), derived_card(self.model.card, sidecar))

    def _told(
        self,
        sidecar: Sidecar,
        figures: Cosines | Boxes | None,
        built: Built | None,
        pairs: dict[str, Any],
        reason: str | None,
    ) -> str:
        request = self.request
        types = ", ".join(f"{count} {name}" for name, count in sorted(sidecar.layers.items()))
        lines = [
            f"{request.engine}: {sidecar.source.name} in {request.precision}",
            f"layers by type ({sidecar.layers_from}): {types}",
        ]
        if built:
            lines.append(f"built in {built.seconds:.1f} s with {request.workspace_mib} MiB of workspace")
        if pairs:
            lines.append("on the pairs, before → after: " + _changes(pairs["before"], pairs["after"]))
        if figures:
            lines.append(f"verified: {describe(figures)}")
            if sidecar.backend == "onnxruntime" and sidecar.source.kind == "recogniser":
                lines.append(
                    f"its thresholds are not measured yet: `calibration thresholds {request.engine} --data LFW --write`"
                )
        else:
            lines.append(f"NOT VERIFIED ({reason}): the gate refuses it until this has passed on the device:")
            lines.append(f"  build-engine --verify {request.engine} --verify-input FACES")
        return "\n".join(lines)


def _changes(before: dict[str, float], after: dict[str, float]) -> str:
    return ", ".join(f"{name} {before[name]:.4%} → {after[name]:.4%}" for name in before)


def _dims(value: Any) -> tuple[int | None, ...]:
    dims = value.type.tensor_type.shape.dim
    return tuple(d.dim_value if d.HasField("dim_value") else None for d in dims)


def _tool() -> str:
    try:
        return f"maskgate {version('maskgate')}"
    except PackageNotFoundError:
        return "maskgate"
