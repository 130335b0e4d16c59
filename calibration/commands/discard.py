"""`calibration discard`: does leaving out the worst looks lower the error rate?"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import get_args

import click
import numpy as np
from rich.console import Console
from rich.progress import track

from calibration.all_against_all import all_against_all
from calibration.commands.embedding import embed_files
from calibration.commands.options import data_option, embedding_options, json_option, mask_options, model_argument
from calibration.commands.printing import percent, print_table
from calibration.comparisons import Comparisons
from calibration.cutting import Masking
from calibration.discard import Curves, discard_curves
from calibration.errors import CalibrationError
from calibration.face_path import open_detector
from calibration.looks import Measurer
from calibration.masks.template_pack import find_pack
from calibration.metrics.rates import threshold_at_fmr
from calibration.pictures import Masked, Sample
from calibration.protocols.lfw import read_lfw
from engines.operating_point import Mask
from engines.registry import resolve
from gate.vision.errors import ImageError

PARTS = get_args(Mask)
FMR = 1e-3


@click.command("discard")
@model_argument
@data_option
@click.option("--probe", type=click.Choice(PARTS), default="masked", show_default=True, help="What probes wear.")
@click.option("--most", type=click.IntRange(1), metavar="N", help="Measure so many probes at most, chosen at random.")
@mask_options
@embedding_options
@json_option
def command(
    model: str,
    data: Path,
    probe: Mask,
    most: int | None,
    mask_templates: Path | None,
    mask_seed: int,
    cache: Path | None,
    threads: int | None,
    as_json: bool,
) -> None:
    """Leave out the worst probes by quality, and see the FNMR of MODEL at FMR 1e-3 fall (error versus discard).

    Every probe of LFW View 2 against every bare picture; beside the gate's quality stand sharpness alone, the
    detector's score, the length of the template before it is normalised, and random orders.

    \b
    calibration discard sface --data ../shared/data/lfw --cache /tmp/templates
    calibration discard student.onnx --data ../shared/data/lfw --probe unmasked --most 2000
    """  # noqa: D301 - click reads the \b
    found = resolve(model, kind="recogniser")
    protocol = read_lfw(data).view2()
    masking = None
    if probe == "masked":
        pack = find_pack(mask_templates, data)
        masking = Masking(pack.draw, pack.name, mask_seed)
    embed = partial(embed_files, model=found, cache=cache, threads=threads)
    paths = [picture for picture in protocol.people if isinstance(picture, Path)]
    embedded = embed(paths)
    bare = [path for path in paths if path in embedded.rows]
    if masking is not None:
        embedded = embedded.with_masked(embed(paths, masking))
    worn = [path for path in bare if (Masked(path) if masking else path) in embedded.rows]
    numbers = {name: number for number, name in enumerate(sorted(set(protocol.people.values())))}
    owners: dict[Sample, int] = {path: numbers[protocol.people[path]] for path in bare}
    probes = embedded.samples(
        [Masked(path) if masking else path for path in worn],
        {(Masked(path) if masking else path): owners[path] for path in worn},
    )
    table = all_against_all(probes, embedded.samples(bare, owners))
    threshold = threshold_at_fmr(table.impostor_scores(), FMR)
    # No picture against itself, bare or masked: it shares its light and its pixels.
    places = {path: row for row, path in enumerate(bare)}
    own = np.array([places[path] for path in worn])
    genuine = table.genuine.pick(own[table.genuine.probes] != table.genuine.references)
    genuine, measures = _measured(genuine, worn, Measurer(found, open_detector(threads=threads)[0], masking), most)
    curves = discard_curves(genuine, threshold, measures)
    if as_json:
        click.echo(json.dumps({"model": found.card.name, "probe": probe, "fmr": FMR, **asdict(curves)}))
        return
    _print(found.card.name, probe, curves)


def _measured(
    genuine: Comparisons, paths: list[Path], measurer: Measurer, most: int | None
) -> tuple[Comparisons, dict[str, np.ndarray]]:
    """The comparisons whose probes could be measured, and their measures by probe row."""
    wanted = np.unique(genuine.probes)
    if most is not None and most < len(wanted):
        wanted = np.sort(np.random.default_rng(1).permutation(wanted)[:most])
    names = ("quality", "template norm", "sharpness", "detector score")
    measures = {name: np.full(len(paths), np.nan) for name in names}
    looks = measurer.measure(paths[row] for row in wanted)
    console = Console(stderr=True)
    try:
        for row, look in zip(
            wanted, track(looks, "Measuring", len(wanted), console=console, transient=True), strict=True
        ):
            if look is not None:
                m = look.quality.measures
                numbers = (look.quality.overall, look.norm, m.sharpness, m.confidence)
                for name, number in zip(names, numbers, strict=True):
                    measures[name][row] = number
    except ImageError as error:
        raise CalibrationError(str(error)) from None
    return genuine.pick(~np.isnan(measures["quality"])[genuine.probes]), measures


def _print(name: str, probe: Mask, curves: Curves) -> None:
    print_table(
        f"Error versus discard: {name}, {probe} probes against bare pictures, {curves.probes:,} probes, "
        f"{curves.comparisons:,} genuine comparisons, cosine {curves.threshold:.4f} at FMR {FMR:g}",
        ("left out", *curves.fnmr, "at random", "95 % of random orders"),
        (
            (
                f"{100 * share:g} %",
                *(percent(rates[place]) for rates in curves.fnmr.values()),
                percent(curves.random[place]),
                f"{100 * curves.random_range[place][0]:.3f} … {100 * curves.random_range[place][1]:.3f} %",
            )
            for place, share in enumerate(curves.shares)
        ),
    )
