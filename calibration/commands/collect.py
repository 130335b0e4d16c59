"""`calibration collect`: the faces that an 8-bit engine is calibrated on."""

from __future__ import annotations

import json
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from calibration.collect import Candidate, Part, find_candidates, list_pictures, spread, write_collection
from calibration.commands.options import json_option, model_argument
from calibration.errors import CalibrationError
from calibration.face_path import open_detector, open_recogniser
from engines.registry import resolve

_FOLDER = click.Path(path_type=Path)


@click.command("collect")
@model_argument
@click.option("--data", type=_FOLDER, metavar="DIR", help="Photographs of bare faces, in any folders below it.")
@click.option("--masked", type=_FOLDER, metavar="DIR", help="Photographs of masked faces.")
@click.option("--from-gate", type=_FOLDER, metavar="DIR", help="Pictures that a gate exported; needs --consent.")
@click.option("--consent", metavar="TEXT", help="The consent under which the gate's pictures are used; recorded.")
@click.option("--count", type=click.IntRange(8, 2000), default=600, show_default=True, help="Faces to choose.")
@click.option("--candidates", type=click.IntRange(8), default=2000, show_default=True, help="Pictures to look at.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--threads", type=click.IntRange(min=1), metavar="N", help="Threads of each network.")
@click.option("--out", type=_FOLDER, metavar="DIR", required=True, help="A new folder for the aligned crops.")
@json_option
def command(
    model: str,
    data: Path | None,
    masked: Path | None,
    from_gate: Path | None,
    consent: str | None,
    count: int,
    candidates: int,
    seed: int,
    threads: int | None,
    out: Path,
    as_json: bool,
) -> None:
    """Choose faces to calibrate MODEL's 8-bit form on, spread by clustering in its own embedding space.

    Half of them are masked where --masked is given. Use people whom no evaluation shows: `build-engine` refuses to
    verify on the same faces, but it can't know the people.

    \b
    calibration collect sface --data ../shared/data/celeba --masked ../shared/data/masked/maskstate/with_mask \
        --out calibration-set
    calibration collect sface --from-gate export/ --consent "staff-privacy v3" --out calibration-set
    """  # noqa: D301 - click reads the \b
    if from_gate is not None and not (consent and consent.strip()):
        raise click.UsageError("--from-gate needs --consent: pictures of people are used only as they agreed")
    folders = [(folder, False) for folder in (data, from_gate) if folder is not None]
    folders += [(masked, True)] if masked is not None else []
    if not folders:
        raise click.UsageError("name a folder: --data, --masked or --from-gate")
    found = resolve(model, kind="recogniser")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise CalibrationError(f"{out} holds something already: name another folder with --out")
    recogniser, (detector, _) = open_recogniser(found, threads=threads), open_detector(threads=threads)
    chosen = []
    for number, (folder, is_masked) in enumerate(folders):
        share = (count * (number + 1)) // len(folders) - (count * number) // len(folders)
        pictures = list_pictures(folder, candidates // len(folders), seed)
        faces = find_candidates(pictures, folder, recogniser, detector)
        places = spread(_stack(faces), share, seed)
        chosen.append((Part(folder, is_masked, share), [faces[place] for place in places]))
    written = write_collection(out, chosen, found, seed=seed, consent=consent)
    parts = [
        {"folder": part.folder.name, "masked": part.masked, "wanted": part.count, "chosen": len(faces)}
        for part, faces in chosen
    ]
    if as_json:
        click.echo(json.dumps({"out": str(out), "faces": written, "parts": parts}))
        return
    for part in parts:
        kind = "masked" if part["masked"] else "bare"
        click.echo(f"{part['chosen']} of {part['wanted']} wanted {kind} faces from {part['folder']}")
    if masked is None and from_gate is None:
        click.echo("no masked faces: give --masked, for a gate sees them too", err=True)
    click.echo(f"{written} faces in {out}; with them: build-engine --precision int8 --calib-input {out} …")


def _stack(faces: list[Candidate]) -> NDArray[np.float32]:
    return np.stack([face.vector for face in faces])
