"""`gate reenrol`: everybody again, for another recogniser."""

from __future__ import annotations

from pathlib import Path

import click

from gate.auditing import note
from gate.clock import SystemClock
from gate.commands.options import home_option, model_option
from gate.enrolment import photographs_by_person, reenrol
from gate.gallery.errors import GalleryError
from gate.home import Home
from gate.networks import open_networks
from gate.settings import read_settings
from gate.vault import open_gallery


@click.command("reenrol")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--without-missing",
    is_flag=True,
    help="Go on although somebody has no photographs: they keep name and consent, and are not let in until enrolled.",
)
@home_option
@model_option
def command(folder: Path, without_missing: bool, home: Home, model: str | None) -> None:
    """Replace all templates by those of another model, from FOLDER with a sub-folder of photographs for each person.

    Templates of two models can't be compared, so a gallery changes its model as a whole. People and consents stay.

    \b
    gate reenrol photographs/ --model student.onnx
    """  # noqa: D301 - click reads the \b
    settings = read_settings(home.settings)
    networks = open_networks(settings, home, model)
    with open_gallery(home, settings, template_space=None) as gallery:
        found, left = photographs_by_person(gallery, folder)
        if left and not without_missing:
            names = ", ".join(person.name for person in left)
            raise GalleryError(
                f"no photographs in {folder} for: {names}; add them, or pass --without-missing to let these people "
                "be enrolled later with `gate enrol --add`"
            )
        note(home, "admin", "reenrol", people=len(found), model=networks.model.card.digest)
        reenrol(gallery, found, networks, settings, SystemClock())
    click.echo(f"{len(found)} people are enrolled with {networks.model.card.name}.")
    for person in left:
        click.echo(f"left: {person.name}, to be enrolled with `gate enrol --add`")
