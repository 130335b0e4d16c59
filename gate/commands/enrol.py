"""`gate enrol`: a person from photographs."""

from __future__ import annotations

import getpass
from datetime import datetime
from pathlib import Path

import click

from engines.operating_point import Mask
from gate.auditing import action_record, open_audit
from gate.clock import SystemClock
from gate.commands.options import home_option, model_option
from gate.enrolment import enrol_photographs
from gate.home import Home
from gate.networks import open_networks
from gate.settings import read_settings
from gate.vault import open_gallery


@click.command("enrol")
@click.argument("name")
@click.argument("images", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--consent", metavar="TEXT", default="", help="The text the person agreed to, or its version. Needed.")
@click.option("--purpose", default="access control", show_default=True, help="What the consent is for.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="The day on which the person is removed.")
@click.option("--operator", default=getpass.getuser, show_default="your user name", help="Who records the consent.")
@click.option("--masked", "mask", flag_value="masked", help="The person wears a face mask on all of these pictures.")
@click.option("--unmasked", "mask", flag_value="unmasked", help="The person wears no face mask on any of them.")
@click.option("--add", is_flag=True, help="Add to the person who has this name already.")
@click.option("--allow-lookalike", is_flag=True, help="Enrol although somebody else looks the same (twins).")
@home_option
@model_option
def command(
    name: str,
    images: tuple[Path, ...],
    consent: str,
    purpose: str,
    expires: datetime | None,
    operator: str,
    mask: Mask | None,
    add: bool,
    allow_lookalike: bool,
    home: Home,
    model: str | None,
) -> None:
    """Enrol NAME from IMAGE…, each with exactly one face. All templates are stored, or none.

    \b
    gate enrol "Anna Berg" anna1.jpg anna2.jpg --consent "staff-privacy v3"
    gate enrol "Anna Berg" with_glasses.jpg --add --consent "staff-privacy v3"
    gate enrol "Anna Berg" anna_masked.jpg --add --masked --consent "staff-privacy v3"
    gate enrol "Ben Ito" ben.jpg --consent "visitor-privacy v1" --expires 2027-01-31

    Without --masked or --unmasked the gate says of each picture what it shows; where it can't, the strictest threshold
    holds.
    """  # noqa: D301 - click reads the \b
    settings = read_settings(home.settings)
    networks = open_networks(settings, home, model)
    with (
        open_gallery(home, settings, template_space=networks.recogniser.template_space) as gallery,
        open_audit(home) as log,
        gallery.transaction(),
    ):
        person = enrol_photographs(
            gallery,
            name,
            images,
            networks,
            settings,
            consent=consent,
            purpose=purpose,
            expires=expires and expires.date(),
            operator=operator,
            mask=mask,
            clock=SystemClock(),
            add=add,
            allow_lookalike=allow_lookalike,
        )
        log.append(action_record("admin", "enrol", subject=person.id, operator=operator, templates=len(images)))
    click.echo(f"{person.name} is enrolled with {person.templates} template{'s' * (person.templates != 1)}.")
