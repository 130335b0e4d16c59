"""Events on standard output, for people or for programs."""

from __future__ import annotations

import click

from gate.access.event import AnyEvent, DoorReport, Event


def print_event(event: AnyEvent, *, as_json: bool) -> None:
    """One line, flushed, so that a pipe sees it at once."""
    click.echo(event.to_json() if as_json else _sentence(event))


def _sentence(event: AnyEvent) -> str:
    time = f"{event.time:%H:%M:%S}"
    if isinstance(event, DoorReport):
        said = [event.cause and f"by {event.cause}", event.detail]
        what = event.event.value.replace("_", " ")
        return ", ".join([f"{time}  {what}", *filter(None, said)])
    if not isinstance(event, Event):
        what = event.event.replace("_", " ")
        return f"{time}  {what}{f' {event.track}' if event.track is not None else ''} {event.detail or ''}".rstrip()
    cosine = "" if event.cosine is None else f", cosine {event.cosine:.3f}, threshold {event.threshold:.3f}"
    who = "credential" if event.track is None else f"track {event.track}"
    if event.granted:
        by = f" by {' and '.join(factor.value for factor in event.factors)}" if len(event.factors) > 1 else ""
        return f"{time}  {who}: granted, {event.person}{by}{cosine}"
    return f"{time}  {who}: refused, {event.reason.value}{cosine}"
