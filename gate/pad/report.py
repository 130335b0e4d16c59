"""What a test of liveness came to, in lines for a terminal or a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import click

from gate.pad.campaign import GENUINE, Attempt
from gate.pad.rates import Rate, Rates

CAVEAT = (
    "Generated feeds: no presentation attack detection test in the sense of ISO/IEC 30107-3, and no conformity to it."
)


def print_generated(attempts: Sequence[Attempt], people: int) -> None:
    """A Markdown table of generated attempts."""
    click.echo(f"{CAVEAT}\n{people} portraits.\n")
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
    genuine = [attempt for attempt in attempts if attempt.species == GENUINE]
    if genuine:
        rate = Rate(sum(not attempt.granted for attempt in genuine), len(genuine))
        refused = [attempt for attempt in genuine if not attempt.granted]
        why = f": {_reasons(refused)}" if refused else ""
        click.echo(f"Genuine attempts refused: {rate.words()}{why}; median {_median(genuine):.1f} s.")


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
