"""`gate verify`: is the person in a photograph the one who is named (1:1)."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from gate.access.decision import Decision, Observation, Policy, decide
from gate.attempts import compare
from gate.auditing import note
from gate.commands.options import home_option, json_option, model_option
from gate.commands.people import find_person
from gate.gallery.errors import GalleryError
from gate.gallery.index import Index
from gate.home import Home
from gate.networks import claim_settings, open_networks
from gate.photos import Seen, look_at
from gate.settings import read_settings
from gate.thresholds import GalleryPolicy
from gate.vault import open_gallery


@click.command("verify")
@click.argument("name")
@click.argument("images", nargs=-1, required=True, type=click.Path(path_type=Path))
@home_option
@model_option
@json_option
def command(name: str, images: tuple[Path, ...], home: Home, model: str | None, as_json: bool) -> None:
    """Say whether IMAGE… show NAME: compared with that person alone, at the threshold for claims. Opens no door.

    Exit 1 if any picture does not show them, or shows several faces.

    \b
    gate verify "Anna Berg" visitor.jpg
    gate verify "Anna Berg" *.jpg --json
    """  # noqa: D301 - click reads the \b
    settings = read_settings(home.settings)
    networks = open_networks(settings, home, model)
    with open_gallery(home, settings, template_space=networks.recogniser.template_space, read_only=True) as gallery:
        person = find_person(gallery, name)
        index = gallery.index()
    if not person.templates:
        raise GalleryError(f"{person.name} has no templates for this model: enrol them with `gate enrol --add`")
    note(home, "read", "verify", subject=person.id, images=len(images))
    only, verified = index.only(person.id), True
    chosen = GalleryPolicy(networks.model, claim_settings(settings))(only)
    policy = replace(chosen, min_looks=1, max_looks=1, require_liveness=False, one_face=True)
    for path in images:
        decision = _decide(look_at(path, networks), only, policy)
        verified &= decision.granted
        said = _said(path, person.name, decision)
        click.echo(json.dumps(said, ensure_ascii=False) if as_json else _sentence(said))
    if not verified:
        sys.exit(1)


def _decide(faces: list[Seen], index: Index, policy: Policy) -> Decision:
    """One look at each picture's face; a picture with several says nothing about who is meant."""
    looks = tuple(
        look for seen in faces[:1] if (look := compare(seen.template, index, policy, time=0.0, mask=seen.mask))
    )
    observation = Observation(
        track=0,
        looks=looks,
        faces=len(faces),
        newest_frame=0.0,
        template_space=index.template_space,
        gallery_size=len(index),
        revision=index.revision,
        liveness="off",
    )
    return decide(observation, policy, now=0.0)


def _said(path: Path, name: str, decision: Decision) -> dict[str, Any]:
    return {
        "image": str(path),
        "person": name,
        "verified": decision.granted,
        "reason": decision.reason.value if not decision.granted else "verified",
        "cosine": None if decision.cosine is None else round(decision.cosine, 4),
        "threshold": round(decision.threshold, 4),
        "fmr": decision.fmr,
    }


def _sentence(said: dict[str, Any]) -> str:
    cosine = "nothing to compare" if said["cosine"] is None else f"cosine {said['cosine']:.3f}"
    what = "verified" if said["verified"] else f"not verified: {said['reason']}"
    return (
        f"{said['image']}: {said['person']}, {what}, {cosine}, threshold {said['threshold']:.3f} at FMR {said['fmr']:g}"
    )
