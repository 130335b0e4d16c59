"""`gate gallery`: whether the enrolled gallery is sound, and what to do where it is not."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import click

from engines.registry import resolve
from gate.auditing import note
from gate.commands.options import home_option, json_option, model_option
from gate.curating import FloorProposal, Report, apply_floor, guard, report, set_aside
from gate.gallery.check import Finding
from gate.gallery.curation import EXTRA_MARGIN
from gate.gallery.errors import GalleryError
from gate.home import Home
from gate.settings import read_settings
from gate.vault import open_gallery


@click.group("gallery")
def command() -> None:
    """Examine the enrolled gallery; set templates aside and bring them back.

    \b
    gate gallery check
    gate gallery restore "Anna Berg"
    """  # noqa: D301 - click reads the \b


@command.command("check")
@click.option("--set-aside", "aside", is_flag=True, help="Set the templates aside that are listed for it.")
@click.option(
    "--guard",
    "guarding",
    type=click.Choice(["margin", "second-factor"]),
    help="Ask look-alikes for a larger lead over each other, or for something besides the face.",
)
@click.option(
    "--extra-margin",
    type=click.FloatRange(0, 1),
    default=EXTRA_MARGIN,
    show_default=True,
    help="How much larger that lead is, in cosine.",
)
@click.option("--apply-floor", "flooring", is_flag=True, help="Let no threshold fall under what two people score.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
@model_option
@json_option
def check(
    aside: bool,
    guarding: str | None,
    extra_margin: float,
    flooring: bool,
    yes: bool,
    home: Home,
    model: str | None,
    as_json: bool,
) -> None:
    """List people who are enrolled twice, pictures of somebody else, and people who look alike.

    Changes nothing unless told to, and nothing that `gate gallery restore` can't undo. The options work in the order
    --set-aside, --guard, --apply-floor, each on what the one before has left.

    \b
    gate gallery check
    gate gallery check --json
    gate gallery check --set-aside --guard margin
    gate gallery check --apply-floor
    """  # noqa: D301 - click reads the \b
    settings = read_settings(home.settings)
    recogniser = resolve(model or settings.recognition.model, kind="recogniser", cache=home.models)
    writing = aside or guarding is not None or flooring
    with open_gallery(home, settings, template_space=recogniser.card.template_space, read_only=not writing) as gallery:
        found = report(gallery, recogniser, settings)
        _print(found, as_json=as_json)
        if writing:
            note(home, "admin", "gallery check", set_aside=aside, guard=guarding, floor=flooring)
        if aside:
            count = set_aside(gallery, found)
            _say(f"{count} template{'s' * (count != 1)} set aside; `gate gallery restore --all` undoes it", as_json)
            found = report(gallery, recogniser, settings)
        if guarding:
            second_factor = guarding == "second-factor"
            count = guard(gallery, found, extra_margin=extra_margin, second_factor=second_factor)
            _say(f"{count} pair{'s' * (count != 1)} guarded; `gate gallery restore --lookalikes` undoes it", as_json)
            found = report(gallery, recogniser, settings)
        if flooring:
            _say(f"floor, with everything as it is: {_floor(found.now)}", as_json)
            if not yes:
                click.confirm("Apply it?", abort=True, err=True)
            floor = apply_floor(gallery, found)
            _say(f"no threshold lies below {floor:.3f} now; `gate gallery restore --floor` undoes it", as_json)


@command.command("restore")
@click.argument("name", required=False)
@click.option("--all", "everybody", is_flag=True, help="Everybody's templates instead of one person's.")
@click.option("--lookalikes", is_flag=True, help="Ask no more of look-alikes (of NAME, or of all).")
@click.option("--floor", is_flag=True, help="Take the floor under the thresholds away.")
@home_option
def restore(name: str | None, everybody: bool, lookalikes: bool, floor: bool, home: Home) -> None:
    """Undo what `gate gallery check` did. With NAME alone, bring the person's templates back.

    \b
    gate gallery restore "Anna Berg"
    gate gallery restore --all
    gate gallery restore --lookalikes
    gate gallery restore --floor
    """  # noqa: D301 - click reads the \b
    if not (name or everybody or lookalikes or floor) or (name and everybody):
        raise click.UsageError("name a person, or say one of --all, --lookalikes and --floor")
    settings = read_settings(home.settings)
    with open_gallery(home, settings, template_space=None) as gallery, gallery.transaction():
        person = gallery.find(name) if name else None
        subject = person.id if person else None
        note(home, "admin", "gallery restore", subject=subject, all=everybody, lookalikes=lookalikes, floor=floor)
        if name and person is None:
            raise GalleryError(f"nobody named {name.strip()} is enrolled: see `gate people list`")
        if everybody or (name and not lookalikes):
            click.echo(f"templates in use again: {gallery.curation.restore(person)}")
        if lookalikes:
            click.echo(f"pairs no longer guarded: {gallery.curation.unguard(person)}")
        if floor:
            gallery.curation.set_floor(None)
            click.echo("the floor is gone: thresholds are the card's again")


def _print(found: Report, *, as_json: bool) -> None:
    for finding in found.findings:
        click.echo(_json(finding, found) if as_json else f"{finding.kind}: {finding.reason}{_remedy(finding)}")
    if as_json:
        summary: dict[str, Any] = {
            "event": "summary",
            "revision": found.revision,
            "people": len({template.person for template in found.stored}),
            "templates": len(found.stored),
            "findings": len(found.findings),
            "floor_now": asdict(found.now) if found.now else None,
            "floor_of_the_rest": asdict(found.mended) if found.mended else None,
            "floor": asdict(found.floor) if found.floor else None,
        }
        click.echo(json.dumps(summary, ensure_ascii=False))
        return
    people = len({template.person for template in found.stored})
    click.echo(f"{people} people with {len(found.stored)} templates in use, {len(found.findings)} findings")
    if found.floor:
        since = found.revision - found.floor.revision
        age = f", found {since} change{'s' * (since != 1)} ago" if since else ""
        click.echo(f"floor in force: cosine {found.floor.threshold:.3f}{age}")
    click.echo(f"highest score between two people: {_floor(found.now)}")
    if found.findings:
        click.echo(f"the same once the findings are dealt with: {_floor(found.mended)}")


def _remedy(finding: Finding) -> str:
    if finding.kind == "look-alike":
        return "" if finding.guarded else " (--guard)"
    return f" (--set-aside takes {len(finding.aside)} of the templates)" if finding.aside else ""


def _floor(proposal: FloorProposal | None) -> str:
    if proposal is None:
        return "none, for there are no two people to compare"
    cost = proposal.cost
    names = f"cosine {proposal.threshold:.3f} ({' with '.join(proposal.people)})"
    if not proposal.raises:
        return f"{names}; below the thresholds, so that as a floor it changes nothing"
    if not cost.templates:
        return f"{names}; what it costs as a floor can't be told: nobody has two templates"
    return (
        f"{names}; as a floor it would refuse {cost.refused_at_floor} of {cost.templates} templates held against the "
        f"others of their person, FNMR {100 * cost.refused_at_floor / cost.templates:.1f} % "
        f"(now {cost.refused}, {100 * cost.refused / cost.templates:.1f} %; {cost.people} people)"
    )


def _json(finding: Finding, found: Report) -> str:
    sources = {template.id: template.source for template in found.stored}
    record = {
        "event": "finding",
        "kind": finding.kind,
        "people": [found.people[person].name for person in finding.people],
        "cosine": round(finding.cosine, 4),
        "threshold": round(finding.threshold, 4),
        "reason": finding.reason,
        "set_aside": [{"id": template, "source": sources[template]} for template in finding.aside],
        "guarded": finding.guarded,
    }
    return json.dumps(record, ensure_ascii=False)


def _say(text: str, as_json: bool) -> None:
    """A remark: beside the JSON, not in it."""
    click.echo(text, err=as_json)
