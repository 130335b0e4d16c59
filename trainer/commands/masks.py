"""`trainer masks`: look at the drawn masks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click
import cv2
import numpy as np
from rich.console import Console
from rich.progress import track

from calibration.masks.template_pack import TemplatePack
from gate.vision.types import Image, Landmarks
from trainer.data.detect import open_detector
from trainer.data.prepared import PreparedFaces, decode
from trainer.data.source import open_dataset
from trainer.data.usable import main_face
from trainer.errors import TrainerError
from trainer.masks import preview
from trainer.masks.spec import FAMILIES, Family, MaskMix


@click.group("masks")
def command() -> None:
    """Draw masks on faces, and look at them."""


@command.command("preview")
@click.option("--data", required=True, type=click.Path(path_type=Path), help="Photographs, or a prepared folder.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The picture to write.")
@click.option("--faces", default=12, show_default=True, type=click.IntRange(1, 200), help="How many faces (rows).")
@click.option("--seed", default=0, show_default=True, help="Of faces and masks.")
@click.option("--family", type=click.Choice(sorted(FAMILIES)), help="Only this family of masks.")
@click.option("--templates", type=click.Path(path_type=Path), help="Also the masks of a MaskTheFace template pack.")
def preview_command(
    data: Path, out: Path, faces: int, seed: int, family: Family | None, templates: Path | None
) -> None:
    """Draw a contact sheet: each row a face, each column a kind of mask or another occluder.

    \b
    trainer masks preview --data ../shared/data/celeba --out sheet.png
    trainer masks preview --data prepared/celeba --family b --faces 20 --out b.png
    """  # noqa: D301 - click reads the \b
    drawings = preview.masks(MaskMix.family(family) if family else MaskMix()) | preview.occluders()
    if templates:
        drawings |= preview.templates(TemplatePack.load(templates))
    found = _faces(data, faces, seed)
    sheet = preview.contact_sheet([image for image, _ in found], [points for _, points in found], drawings, seed=seed)
    done, encoded = cv2.imencode(out.suffix or ".png", sheet) if out.suffix in {"", ".png", ".jpg"} else (False, sheet)
    if not done:
        raise TrainerError(f"{out} must end in .png or .jpg")
    try:
        out.write_bytes(encoded.tobytes())
    except OSError as error:
        raise TrainerError(f"{out} can't be written: {error.strerror}") from None
    click.echo(f"{len(found)} faces with {len(drawings)} drawings each are in {out}")


def _faces(data: Path, count: int, seed: int) -> list[tuple[Image, Landmarks]]:
    """Up to `count` faces from all over a collection.

    Raises:
        TrainerError: it can't be read, or no face is found in it.
    """
    search = islice(
        _prepared_faces(data, seed) if (data / "prepared.json").is_file() else _found_faces(data, seed), count
    )
    found = list(track(search, "faces", total=count, console=Console(stderr=True)))
    if not found:
        raise TrainerError(f"no face was found in the pictures of {data}")
    return found


def _prepared_faces(folder: Path, seed: int) -> Iterator[tuple[Image, Landmarks]]:
    prepared = PreparedFaces([folder])
    for index in np.random.default_rng(seed).permutation(len(prepared)).tolist():
        photo = prepared.photo(index)
        yield photo.image, photo.landmarks


def _found_faces(folder: Path, seed: int) -> Iterator[tuple[Image, Landmarks]]:
    dataset, detector = open_dataset(folder), open_detector()
    for index in np.random.default_rng(seed).permutation(len(dataset)).tolist():
        image = decode(dataset.read(index).encoded)
        face = None if image is None else main_face(detector.detect(image), image.shape[:2])
        if image is not None and face is not None:
            yield image, face.landmarks
