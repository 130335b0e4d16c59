"""`build-engine`: from a model to an engine that was compared with it, on the device that will run it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from engines.backend import Backend, FloatArray
from engines.build_options import build_options
from engines.building import Build
from engines.card import Card
from engines.command_line import run
from engines.errors import ModelError
from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.quantise.search import Found
from engines.registry import Model, resolve
from engines.request import Images, Pictures, Request
from engines.verify import columns
from engines.verifying import verify_again

_EXAMPLES = """Build an engine and verify it against the ONNX it came from.

    Nothing is written unless the engine keeps its bounds (or --allow-unverified is given: the gate then refuses it
    until `build-engine --verify ENGINE` has passed on the device). Faces are aligned crops or photographs, of people
    whom the calibration set does not show.

    \b
    build-engine --onnx sface --engine engines/sface-fp16.plan --precision fp16 --verify-input faces/
    build-engine --onnx sface --engine sface-int8.onnx --backend onnxruntime --precision int8 \\
        --calib-input calibration/ --verify-input faces/
    build-engine --onnx yunet --engine engines/yunet-fp16.plan --precision fp16 --verify-input photographs/ \\
        --min-size 32x32 --opt-size 544x960 --max-size 960x960
    build-engine --verify engines/sface-fp16.plan --verify-input faces/
    """


class GateEyes:
    """`engines.building.Eyes` by the gate's own vision, imported only here and only when it is needed."""

    def read(self, folder: Path, card: Card, limit: int) -> Pictures:
        """Crops as they are, or cut from photographs; a detector gets photographs."""
        from gate.vision.align import align
        from gate.vision.errors import ImageError
        from gate.vision.image_io import read_image

        if not folder.is_dir():
            raise ModelError(f"there is no folder {folder}")
        files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".json"]
        spread = files if len(files) <= 2 * limit else files[:: len(files) // (2 * limit)]  # over all people
        images: list[NDArray[np.uint8]] = []
        digests: list[str] = []
        rejected = 0
        find = None if card.kind == "detector" else self._finder()
        for path in track(spread, "Reading", console=Console(stderr=True), transient=True):
            if len(images) == limit:
                break
            try:
                image = read_image(path)
            except ImageError:
                rejected += 1
                continue
            if find is None:
                image = _reduced(image)
            elif image.shape[:2] == card.preprocessing.size:
                rgb = card.preprocessing.colour == "RGB"
                image = np.ascontiguousarray(image[..., ::-1]) if rgb else image
            elif (face := find(image)) is None:
                rejected += 1
                continue
            else:
                image = align(image, face.landmarks, card.preprocessing)
            images.append(image)
            digests.append(hashlib.sha256(image.tobytes()).hexdigest())
        if not images:
            raise ModelError(
                f"{folder} holds no image {'with a face' if find else 'that can be read'} ({rejected} others)"
            )
        if rejected > len(images):
            raise ModelError(f"{folder} is no folder of faces: {rejected} of {rejected + len(images)} files show none")
        return Pictures(images, tuple(digests), rejected)

    def batches(self, images: Images, card: Card) -> Iterator[FloatArray]:
        """Eight crops, or one photograph laid into a square of 640."""
        from gate.vision.preprocess import Preprocessor

        preprocessor = Preprocessor(card.preprocessing)
        if card.kind == "detector":
            for image in images:
                yield preprocessor.batch([_square(image)]).copy()
            return
        for start in range(0, len(images), 8):
            yield preprocessor.batch(images[start : start + 8]).copy()

    def templates(self, backend: Backend, card: Card, images: Images) -> FloatArray:
        """By the gate's embedder."""
        from gate.vision.embed import Embedder

        return Embedder(backend, card).embed(images)

    def faces(self, backend: Backend, card: Card, images: Images) -> list[FloatArray]:
        """By the gate's detector."""
        from gate.vision.yunet import YuNet

        detector = YuNet(backend, card)
        rows = [
            [np.concatenate([face.box, face.landmarks.reshape(-1)]) for face in detector.detect(image)]
            for image in images
        ]
        return [np.array(found, np.float32).reshape(-1, 14) for found in rows]

    def pairs(self, folder: Path, card: Card, backends: Sequence[Backend]) -> list[dict[str, float]]:
        """LFW's accuracy, FNMR at FMR 1e-2 and 1e-3."""
        from calibration.cutting import PhotographCutter
        from calibration.embed import embed_images
        from calibration.errors import CalibrationError
        from calibration.face_path import FacePath
        from calibration.metrics.accuracy import fold_accuracy
        from calibration.metrics.scores import Scores
        from calibration.metrics.summary import summarise
        from calibration.protocols.lfw import read_lfw
        from calibration.verification import score_pairs
        from gate.vision.embed import Embedder

        found = resolve("yunet", kind="detector")
        detector = self._detector(found)
        try:
            lfw = read_lfw(folder)
            paths = list(lfw.view2().people)
            rates = []
            for backend in backends:
                cutter = PhotographCutter(detector, found.card.digest, card.preprocessing)
                scored = score_pairs(lfw.pairs, embed_images(paths, FacePath(cutter, Embedder(backend, card), "")))
                scores, genuine = scored.comparisons.scores, scored.genuine
                metrics = summarise(Scores.of(scores[genuine]), Scores.of(scores[~genuine]))
                rates.append(
                    {
                        "accuracy": fold_accuracy(scores, genuine, scored.folds).mean,
                        "FNMR at FMR 1e-2": metrics["fmr100"],
                        "FNMR at FMR 1e-3": metrics["fmr1000"],
                    }
                )
        except CalibrationError as error:
            raise ModelError(str(error)) from None
        return rates

    def _finder(self) -> Callable[[NDArray[np.uint8]], Any]:
        """Finds the largest face of a photograph."""
        detector = self._detector(resolve("yunet", kind="detector"))
        return lambda image: max(detector.detect(image), key=lambda face: face.width * face.height, default=None)

    @staticmethod
    def _detector(model: Model) -> Any:
        from gate.vision.yunet import YuNet

        return YuNet(OnnxRuntimeBackend(model.path), model.card)


def _reduced(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A photograph no larger than the gate's detector would search it: hundreds of them are in memory at once."""
    import cv2

    from gate.vision.yunet import MAX_SIDE

    if (scale := MAX_SIDE / max(image.shape[:2])) >= 1:
        return image
    size = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _square(image: NDArray[np.uint8], side: int = 640) -> NDArray[np.uint8]:
    import cv2

    scale = side / max(image.shape[:2])
    small = cv2.resize(image, (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))))
    square = np.zeros((side, side, 3), np.uint8)
    square[: small.shape[0], : small.shape[1]] = small
    return square


@click.command(help=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@build_options
def cli(  # noqa: D103 - its help is given above
    onnx: str | None,
    engine: Path | None,
    verify: Path | None,
    max_batch: int | None,
    exclude_nodes: str,
    min_size: tuple[int, int] | None,
    opt_size: tuple[int, int] | None,
    max_size: tuple[int, int] | None,
    dry_run: bool,
    debug: bool,  # noqa: ARG001 - run() reads it
    **options: Any,
) -> None:
    console = Console(stderr=True, highlight=False)

    def report(line: str) -> None:
        console.print(line, markup=False, soft_wrap=True)

    if verify is not None:
        if options["verify_input"] is None:
            raise click.UsageError("--verify needs --verify-input")
        click.echo(
            verify_again(
                verify,
                GateEyes(),
                options["verify_input"],
                options["verify_num_images"],
                options["min_cosine"],
                options["calib_input"],
            )
        )
        return
    if onnx is None or engine is None:
        raise click.UsageError("give --onnx and --engine, or --verify ENGINE")
    sizes = [size for size in (min_size, opt_size, max_size) if size is not None]
    if len(sizes) not in (0, 3):
        raise click.UsageError("give --min-size, --opt-size and --max-size together")
    if options["verify_input"] is None and not options["allow_unverified"]:
        raise click.UsageError("give --verify-input DIR, or --allow-unverified to write an engine that nobody compared")
    request = Request(
        onnx=onnx,
        engine=engine,
        max_batch=max_batch,
        sizes=(sizes[0], sizes[1], sizes[2]) if sizes else None,
        exclude_nodes=tuple(name for name in exclude_nodes.split(",") if name),
        **options,
    )
    build = Build(request, GateEyes(), report)
    if dry_run:
        click.echo(build.plan())
        return
    outcome = build.run()
    if outcome.found is not None:
        _print_search(outcome.found)
    click.echo(outcome.told)


def _print_search(found: Found) -> None:
    figures = columns(found.chosen.figures)
    table = Table("layers in floating point", "work in 8 bits", *figures, "time over float32", box=None)
    for trial in found.trials:
        chosen = "→ " if trial is found.chosen else "  "
        table.add_row(
            f"{chosen}{len(trial.float_layers)} of {len(found.order) + len(trial.float_layers) - trial.given_up}",
            f"{trial.share:.1%}",
            *columns(trial.figures).values(),
            "–" if trial.time_ratio is None else f"{trial.time_ratio:.2f}",
        )
    console = Console(highlight=False)
    Console(width=max(console.width, 90), highlight=False).print(table)
    left = ", ".join(found.chosen.float_layers) or "none"
    click.echo(f"layers left in floating point: {left}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; exit 1 with a sentence."""
    run(cli, "build-engine", arguments, (ModelError,))


if __name__ == "__main__":
    main()
