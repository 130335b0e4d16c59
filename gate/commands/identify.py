"""`gate identify`: who is in a photograph, by the rule of the door but on a single look."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from gate.access.decision import Observation, Policy, decide
from gate.attempts import compare
from gate.auditing import note
from gate.commands.options import home_option, json_option, model_option
from gate.gallery.index import Index
from gate.home import Home
from gate.networks import open_networks
from gate.photos import Seen, look_at
from gate.settings import read_settings
from gate.thresholds import GalleryPolicy
from gate.vault import open_gallery


@click.command("identify")
@click.argument("images", nargs=-1, required=True, type=click.Path(path_type=Path))
@home_option
@model_option
@json_option
def command(images: tuple[Path, ...], home: Home, model: str | None, as_json: bool) -> None:
    """Say who is in IMAGE…: every face on its own, one look each. Opens no door.

    \b
    gate identify visitor.jpg
    gate identify *.jpg --json
    """  # noqa: D301 - click reads the \b
    settings = read_settings(home.settings)
    networks = open_networks(settings, home, model)
    with open_gallery(home, settings, template_space=networks.recogniser.template_space, read_only=True) as gallery:
        index = gallery.index()
    chosen = GalleryPolicy(networks.model, settings)(index)
    policy = replace(chosen, min_looks=1, max_looks=1, require_liveness=False, one_face=False)
    note(home, "read", "identify", images=len(images))
    for path in images:
        faces = [_face(seen, index, policy) for seen in look_at(path, networks)]
        if as_json:
            click.echo(json.dumps({"image": str(path), "faces": faces}, ensure_ascii=False))
        else:
            _print(path, faces)


def _face(seen: Seen, index: Index, policy: Policy) -> dict[str, Any]:
    look = compare(seen.template, index, policy, time=0.0, mask=seen.mask)
    observation = Observation(
        track=0,
        looks=(look,) if look else (),
        faces=1,
        newest_frame=0.0,
        template_space=index.template_space,
        gallery_size=len(index),
        revision=index.revision,
        liveness="off",
        mask=seen.mask,
    )
    decision = decide(observation, policy, now=0.0)
    return {
        "box": [round(float(value), 1) for value in seen.face.box],
        "landmarks": [[round(float(x), 1), round(float(y), 1)] for x, y in seen.face.landmarks],
        "score": round(seen.face.score, 4),
        "person": index.name(decision.person) if decision.person else None,
        "cosine": round(look.cosine, 4) if look else None,
        "runner_up": round(look.runner_up, 4) if look and look.runner_up is not None else None,
        "threshold": round(decision.threshold, 4),
        "fmr": decision.fmr,
        "cell": decision.cell,
        "mask": seen.reading.state.value if seen.reading and seen.reading.believed else None,
        "granted": decision.granted,
        "reason": decision.reason.value,
    }


def _print(path: Path, faces: list[dict[str, Any]]) -> None:
    click.echo(f"{path}: {len(faces)} face{'s' * (len(faces) != 1)}")
    for face in faces:
        cosine = "nobody to compare with" if face["cosine"] is None else f"cosine {face['cosine']:.3f}"
        who = face["person"] or "not let in"
        click.echo(f"  {who}: {face['reason']}, {cosine}, threshold {face['threshold']:.3f}")
