"""`trainer eval`: models on the protocols that papers and buyers ask for."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

import click
from rich.console import Console

from calibration.cutting import Masking, MasksOn
from calibration.evaluate import Evaluation, Options, evaluate
from calibration.face_path import Measurable, flip_averaged, open_recogniser
from calibration.masks.template_pack import find_pack
from calibration.protocols.registry import PROTOCOLS
from calibration.report.json_shape import as_json
from calibration.report.terminal import print_report
from calibration.report.types import Report
from calibration.report.write import write_report
from calibration.settings import DRAWN, Drawn
from engines.registry import resolve
from trainer.errors import TrainerError

_ALL = "all"


@click.command("eval")
@click.option(
    "--model",
    "names",
    required=True,
    multiple=True,
    help="A built-in name, an ONNX file with its card, or a run's folder.",
)
@click.option("--protocol", required=True, type=click.Choice(sorted(PROTOCOLS)), help="Which layout --data has.")
@click.option("--data", required=True, type=click.Path(path_type=Path), help="The protocol's folder or file.")
@click.option("--masks", type=click.Choice([*DRAWN, _ALL]), default="none", show_default=True, help="Masks to draw.")
@click.option("--masks-on", type=click.Choice(["photograph", "crop"]), default="photograph", show_default=True)
@click.option(
    "--mask-templates", type=click.Path(path_type=Path), help="A pack.  [default: mask_templates beside the data]"
)
@click.option("--mask-seed", default=1, show_default=True, help="Of the masks.")
@click.option("--flip", is_flag=True, help="Average each template with that of the mirrored crop.")
@click.option("--report", "folder", type=click.Path(path_type=Path), help="Write report.html, .md and .json here.")
@click.option(
    "--cache", type=click.Path(path_type=Path), help="Keep crops and templates here. They are biometric data."
)
@click.option("--threads", type=click.IntRange(min=1), help="Threads of each network (default: one a core).")
@click.option("--replicates", default=1000, show_default=True, type=click.IntRange(20), help="Of the bootstrap.")
@click.option("--json", "as_text", is_flag=True, help="Print JSON.")
def command(
    names: tuple[str, ...],
    protocol: str,
    data: Path,
    masks: str,
    masks_on: MasksOn,
    mask_templates: Path | None,
    mask_seed: int,
    flip: bool,
    folder: Path | None,
    cache: Path | None,
    threads: int | None,
    replicates: int,
    as_text: bool,
) -> None:
    """Measure models on a protocol, with 95 % intervals; with several models, also how they differ from the first.

    Masks are drawn on the photograph, from landmarks found on the bare face, and the face is then detected and aligned
    anew; a face that is lost is a failure to acquire. Sets in which real masks are worn are measured as they are.

    \b
    trainer eval --model sface --protocol lfw --data ../shared/data/lfw --masks all --report out
    trainer eval --model sface --model runs/first --protocol mfr2 --data mfr2
    trainer eval --model student.onnx --protocol bin --data agedb_30.bin --masks masked-unmasked --masks-on crop
    """  # noqa: D301 - click reads the \b
    console = Console(stderr=True)
    models = [_open(name, threads=threads, flip=flip) for name in names]
    if len({model.name for model in models}) < len(models):
        raise TrainerError("two of the models have one name, and a table could not tell them apart: rename a file")
    drawn: tuple[Drawn, ...] = DRAWN if masks == _ALL else (masks,)  # type: ignore[assignment]  # a choice of DRAWN
    read = PROTOCOLS[protocol](data)
    masking = None
    if read.masked is None and set(drawn) != {"none"}:
        pack = find_pack(mask_templates, data)
        masking = Masking(pack.draw, pack.name, mask_seed, masks_on)
    with _cache(cache) as place:
        options = Options(drawn, masking, place, threads=threads, replicates=replicates)
        found = evaluate(read, models, options, folder=data, say=console.print)
    report = Report(found.results, found.differences, _provenance(found, masking, flip, data, replicates))
    if folder is not None:
        for path in write_report(report, folder):
            console.print(f"written: {path}")
    if as_text:
        click.echo(json.dumps(as_json(report) | {"lost": found.lost}, ensure_ascii=False))
    else:
        print_report(report)
        _print_lost(found)


def _open(name: str, *, threads: int | None, flip: bool) -> Measurable:
    if Path(name).is_dir():
        from trainer.run_folder import RunFolder  # needs torch, which measuring a file does not
        from trainer.student import measurable

        model = measurable(RunFolder(Path(name)))
    else:
        model = open_recogniser(resolve(name, kind="recogniser"), threads=threads)
    return flip_averaged(model) if flip else model


@contextmanager
def _cache(folder: Path | None) -> Iterator[Path]:
    """The given folder, or one for this run alone: models of one table share the crops."""
    if folder is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="maskgate-eval-") as made:
        yield Path(made)


def _provenance(found: Evaluation, masking: Masking | None, flip: bool, data: Path, replicates: int) -> dict[str, str]:
    return {
        "data": data.name,
        "masks": "none drawn" if masking is None else masking.way,
        "alignment": "YuNet at two scales, the most central face, five points",
        "templates": "averaged over the crop and its mirror image" if flip else "one for each crop",
        "intervals": f"95 %, bootstrap over people, {replicates} replicates",
        "failures to acquire": f"{len(found.lost)} samples",
        "measured on": datetime.now(timezone.utc).date().isoformat(),
    }


def _print_lost(found: Evaluation, shown: int = 20) -> None:
    click.echo(f"failures to acquire: {len(found.lost)}")
    for name, reason in list(found.lost.items())[:shown]:
        click.echo(f"  {name}: {reason}")
    if len(found.lost) > shown:
        click.echo(f"  and {len(found.lost) - shown} more (--json names them all)")
