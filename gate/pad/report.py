"""What a test of liveness came to, in lines for a terminal or a report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence

import click

from gate.pad.campaign import Attempt
from gate.pad.derive import Derived, derive, limits_of, passes
from gate.pad.rates import Rate, Rates
from gate.pad.species import ATTACKS, GENUINE, TUNING

CAVEAT = (
    "Generated feeds: no presentation attack detection test in the sense of ISO/IEC 30107-3, and no conformity to it."
)


def print_generated(attempts: Sequence[Attempt], people: int, orders: int, *, measured: bool = False) -> None:
    """A Markdown table of generated attempts.

    Args:
        attempts: They.
        people: Portraits.
        orders: From which their challenges were drawn.
        measured: Nothing was refused for what it showed.
    """
    click.echo(f"{CAVEAT}\n{people} portraits.\n")
    if measured:
        click.echo("Measured: nothing was refused for what it showed, so these are no grants of a gate.\n")
    click.echo("| species | granted | upper 95 % bound | refused for | median seconds |")
    click.echo("| --- | --- | --- | --- | --- |")
    for name in dict.fromkeys(attempt.species for attempt in sorted(attempts, key=lambda a: a.species)):
        group = [attempt for attempt in attempts if attempt.species == name]
        if name == GENUINE:
            continue
        rate = Rate(sum(attempt.granted for attempt in group), len(group))
        click.echo(
            f"| {name} | {rate.count} of {rate.of} | {rate.upper:.1%} | {_reasons(group)} | {_median(group):.1f} |"
        )
    attacks = [attempt for attempt in attempts if attempt.species != GENUINE]
    if attacks:
        worst = max(
            (Rate(sum(a.granted for a in g), len(g)).upper, s)
            for s in {a.species for a in attacks}
            if (g := [a for a in attacks if a.species == s])
        )
        click.echo(f"\nThe highest bound is {worst[0]:.1%} ({worst[1]}).")
        click.echo(
            "Videos are of an earlier visit to the same gate, which asks that order no more. One that this gate knows "
            f"nothing of meets its order once in {orders} tries, once in {orders - orders // 2} at the most."
        )
    genuine = [attempt for attempt in attempts if attempt.species == GENUINE]
    if genuine:
        rate = Rate(sum(not attempt.granted for attempt in genuine), len(genuine))
        refused = [attempt for attempt in genuine if not attempt.granted]
        why = f": {_reasons(refused)}" if refused else ""
        click.echo(f"Genuine attempts refused: {rate.words()}{why}; median {_median(genuine):.1f} s.")


def limits_file(derived: Mapping[str, Derived]) -> str:
    """The limits as they ship, with how each came about."""
    said = {
        "limits": {name: round(found.limit, 3) for name, found in derived.items()},
        "genuine_edge": {name: round(found.edge, 3) for name, found in derived.items()},
        "nearest_attack": {
            name: None if found.nearest is None else round(found.nearest, 3) for name, found in derived.items()
        },
        "species": TUNING,
    }
    return json.dumps(said, indent=2) + "\n"


def print_limits(derived: Mapping[str, Derived], attempts: Sequence[Attempt]) -> None:
    """A Markdown table of limits and how they came about.

    Args:
        derived: By measurement.
        attempts: That they come from.
    """
    genuine = sum(attempt.species == GENUINE for attempt in attempts)
    click.echo(f"From {genuine} genuine attempts and {len(attempts) - genuine} attacks: {', '.join(TUNING)}.\n")
    click.echo("| limit | genuine median | genuine edge | nearest attack, of how many | limit |")
    click.echo("| --- | --- | --- | --- | --- |")
    for name, found in derived.items():
        nearest = "-" if found.nearest is None else f"{found.nearest:.3f}, {found.charged}"
        click.echo(f"| {name} | {found.median:.3f} | {found.edge:.3f} | {nearest} | {found.limit:.3f} |")


def print_left_out(tuning: Sequence[Attempt], test: Sequence[Attempt]) -> None:
    """Each species by limits that were derived from all others, on the other half of identities and seeds."""
    click.echo("\n| left out | granted | upper 95 % bound | genuine refused by those limits |")
    click.echo("| --- | --- | --- | --- |")
    genuine = [attempt for attempt in test if attempt.species == GENUINE]
    for name in ATTACKS:
        limits = limits_of(derive([attempt for attempt in tuning if attempt.species != name]))
        group = [attempt for attempt in test if attempt.species == name]
        rate = Rate(sum(passes(attempt, limits) for attempt in group), len(group))
        refused = Rate(sum(not passes(attempt, limits) for attempt in genuine), len(genuine))
        click.echo(f"| {name} | {rate.count} of {rate.of} | {rate.upper:.1%} | {refused.count} of {refused.of} |")


def print_rates(found: Rates) -> None:
    """APCER, IAPAR and BPCER of a recorded or live test."""
    click.echo("| species | APCER | IAPAR |\n| --- | --- | --- |")
    for name, rate in found.apcer.items():
        click.echo(f"| {name} | {rate.words()} | {found.iapar[name].words()} |")
    if found.worst is not None:
        click.echo(f"\nMaximum APCER: {found.worst}, {found.apcer[found.worst].words()}")
    if found.bpcer.of:
        click.echo(f"BPCER: {found.bpcer.words()}")


def _reasons(attempts: Sequence[Attempt]) -> str:
    counted = Counter(f"{a.reason}" + (f" ({a.problem})" if a.problem else "") for a in attempts if not a.granted)
    return ", ".join(f"{name} {count}" for name, count in counted.most_common())


def _median(attempts: Sequence[Attempt]) -> float:
    seconds = sorted(attempt.seconds for attempt in attempts)
    return seconds[len(seconds) // 2]
