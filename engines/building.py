"""The way of a build: check, write the network, build, compare, and only then put the files in their place."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import onnx
import onnxruntime as ort

from engines.backend import Backend, FloatArray
from engines.build_words import done, intended
from engines.device import Gpu, driver_fault
from engines.errors import ModelError
from engines.gpu.choose import open_cuda
from engines.network import Int8Options, Network, quantised_network, write_network
from engines.onnx_file import input_shapes, read_onnx
from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.publish import identify, publish
from engines.quantise.search import Found
from engines.registry import Model, resolve
from engines.request import Eyes, Images, Pictures, Request
from engines.shapes import Profile, make_profile
from engines.sidecar import Sidecar
from engines.trt.backend import TensorRtBackend
from engines.trt.builder import BuildOptions, Built, build_plan
from engines.trt.calibrator import make_calibrator
from engines.trt.capabilities import Trt, check_can_start, load_trt
from engines.verify import Figures, bounds_for, describe, shortfall
from engines.verifying import compare, verification_of

CHOOSE = 4
"""One calibration face in so many is kept back, to choose layers on."""

MOST_FACES, MOST_INPUTS, MOST_PHOTOGRAPHS = 128, 24, 128
"""Of those: faces and a detector's inputs are in memory at once, as float32; photographs to find faces in, as uint8."""


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
        return intended(
            self.request,
            self.model.card,
            self.profile,
            runtime=self.trt.name if self.trt else f"onnxruntime {ort.__version__}",
            calibration=self.calibration,
            faces=self.faces,
            unverifiable=self._unverifiable(),
        )

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
        figures: Figures | None = None
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
        sidecar = identify(
            request,
            self.model.card,
            self._onnx,
            self.profile,
            network=network,
            built=(self.trt, built) if self.trt and built else None,
            gpu=gpu,
            types=types,
            verification=verification,
        )
        publish(request.engine, plan, sidecar, self.model.card)
        return Outcome(sidecar, network.found, done(request, sidecar, figures, built, pairs, reason))

    def _unverifiable(self) -> str | None:
        if not self.faces.images:
            return "no --verify-input"
        return driver_fault() if self.trt else None

    def _network(self) -> Network:
        request = self.request
        if request.precision != "int8" or request.implicit_int8:
            return write_network(self._onnx, "fp32" if request.implicit_int8 else request.precision)
        images, detector = self.calibration.images, self.model.card.kind == "detector"
        choose = images[::CHOOSE][: MOST_PHOTOGRAPHS if detector else MOST_FACES]
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
            list(self.eyes.batches(choose[:MOST_INPUTS] if detector else choose, card)),
            options,
            self.report,
            (lambda model, most: self._faces(model, choose[:most])) if detector else None,
        )

    def _faces(self, model: onnx.ModelProto, photographs: Images) -> list[FloatArray]:
        """What a detector finds."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "network.onnx"
            path.write_bytes(model.SerializeToString())
            backend = OnnxRuntimeBackend(path, threads=1)
            try:
                return self.eyes.faces(backend, self.model.card, photographs)
            finally:
                backend.close()

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
        built = build_plan(
            self.trt, network.data, options, tell=self.report if request.verbose else None, progress=self.report
        )
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

    def _compare(self, plan: bytes) -> tuple[Figures, dict[str, Any], dict[str, int]]:
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
