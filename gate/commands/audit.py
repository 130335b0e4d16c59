"""`gate audit`: look at the log, check it, hand it on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path

import click

from gate.access.audit.anchor import FileAnchor, line, read_anchors
from gate.access.audit.bench import run as run_bench
from gate.access.audit.export import as_csv, as_json_lines
from gate.access.audit.log import AuditLog
from gate.access.audit.retention import cutoff, due, prune
from gate.access.audit.row import Row, is_marked
from gate.access.audit.verify import verify as verify_log
from gate.auditing import action_record, actor, open_audit
from gate.clock import SystemClock
from gate.commands.options import home_option, json_option
from gate.home import Home
from gate.settings import read_settings
from gate.witness import accept


@click.group("audit")
def command() -> None:
    """The log of decisions, door events and administration: tamper-evident, keyed, and written down elsewhere.

    \b
    gate audit show --last 20
    gate audit verify --anchors /mnt/other/gate-head.txt
    gate audit export --csv --since 2026-11-01 --out november.csv
    """  # noqa: D301 - click reads the \b


_last = click.option("--last", type=click.IntRange(1), default=20, show_default=True, help="So many rows.")
_since = click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From this day on, UTC.")
_until = click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Before this day, UTC.")


@command.command("show")
@_last
@click.option(
    "--kind", metavar="KIND", help="Only decision, door, alarm, clock, admin, read, export, start, retention, revision."
)
@home_option
@json_option
def show(last: int, kind: str | None, home: Home, as_json: bool) -> None:
    """The newest rows. Looking is recorded too."""
    with open_audit(home) as log:
        rows = log.newest(last) if kind is None else [row for row in log.rows() if row.fields["kind"] == kind][-last:]
        log.append(action_record("read", "audit show", rows=len(rows)))
    for row in rows:
        if as_json:
            click.echo(json.dumps({**row.fields, "seq": row.seq}, ensure_ascii=False))
        else:
            click.echo(_sentence(row))


@command.command("verify")
@click.option(
    "--anchors",
    multiple=True,
    type=click.Path(path_type=Path),
    help="File with heads that were written down elsewhere (anchor file, syslog); may be given several times.",
)
@home_option
@json_option
def verify(anchors: tuple[Path, ...], home: Home, as_json: bool) -> None:
    """Check every row; name the first broken one and exit 1. Anchors of the settings are compared as well."""
    configured = read_settings(home.settings).audit.anchor_file
    paths = dict.fromkeys([*anchors, *([Path(configured)] if configured and Path(configured).exists() else [])])
    heads = [head for path in paths for head in read_anchors(path)]
    with open_audit(home, read_only=True) as log:
        report = verify_log(log, heads)
    if as_json:
        click.echo(json.dumps({**asdict(report), "whole": report.whole}))
    elif report.whole:
        span = f"rows {report.first} to {report.last}" if report.rows else "no rows"
        removed = f", {report.removed} older ones removed by retention" if report.removed else ""
        against = f"{report.anchors} anchors agree" if report.anchors else "no anchor to compare the end with"
        click.echo(f"The audit log is whole: {span}{removed}; {against}.")
    if not report.whole:
        click.echo(f"gate: the audit log is broken: {report.problem}", err=True)
        sys.exit(1)


@command.command("export")
@click.option("--csv", "form", flag_value="csv", help="For spreadsheets.")
@click.option("--jsonl", "form", flag_value="jsonl", default="jsonl", help="One JSON object a line (the default).")
@_since
@_until
@click.option("--out", type=click.Path(path_type=Path), help="Write here instead of to standard output.")
@home_option
def export(form: str, since: datetime | None, until: datetime | None, out: Path | None, home: Home) -> None:
    """Hand the log on. The export is recorded before anything is written."""
    with open_audit(home) as log:
        log.append(action_record("export", f"audit export {form}", since=since, until=until))
        last = log.head().seq
        rows = _between(log, since, until, last)
        lines = as_csv(rows) if form == "csv" else as_json_lines(rows)
        if out is None:
            for text in lines:
                click.echo(text, nl=False)
            return
        try:
            with out.open("w", encoding="utf-8", newline="") as file:
                file.writelines(lines)
        except OSError as error:
            raise click.ClickException(f"{out} can't be written: {error.strerror}") from error


@command.command("head")
@click.option("--to", type=click.Path(path_type=Path), help="Append it to this file, on another disk or machine.")
@home_option
def head(to: Path | None, home: Home) -> None:
    """The head of the log, to be written down elsewhere: later it shows whether newer rows were cut off."""
    with open_audit(home, read_only=True) as log:
        newest = log.head()
    if to is not None:
        FileAnchor(to)(newest)
    click.echo(line(newest))


@command.command("prune")
@click.option("--days", type=click.IntRange(1), required=True, help="Remove rows older than this.")
@click.option("--dry-run", is_flag=True, help="Only say how many.")
@home_option
def prune_rows(days: int, dry_run: bool, home: Home) -> None:
    """Remove old rows; a signed stub stays in their place. Broken rows are evidence and are never removed."""
    clock = SystemClock()
    before = cutoff(clock.utc(), days)
    with open_audit(home, clock, read_only=dry_run) as log:
        count = due(log, before) if dry_run else prune(log, before, actor=actor())
    click.echo(f"{count} row{'s' * (count != 1)} older than {days} days {'would go' if dry_run else 'are removed'}.")


@command.command("accept-restore")
@click.option("--reason", required=True, help="Why older files lie there, like 'disk replaced, backup of Monday'.")
@home_option
def accept_restore(reason: str, home: Home) -> None:
    """Take gallery and rules for the newest ones, although the log knows newer: they were restored on purpose.

    Whoever was removed or suspended in between is back. It is recorded, with your name and the reason.
    """
    found = accept(home, reason)
    click.echo(f"accepted and on record: gallery at revision {found['gallery']}, rules at revision {found['access']}")


@command.command("duress")
@home_option
@json_option
def duress(home: Home, as_json: bool) -> None:
    """Decisions with a duress PIN: the log shows them only with its key, and this is the command that uses it."""
    with open_audit(home) as log:
        log.append(action_record("read", "audit show"))
        rows = [row for row in log.rows() if is_marked(log.keys.silent, row)]
    for row in rows:
        click.echo(json.dumps({**row.fields, "seq": row.seq}, ensure_ascii=False) if as_json else _sentence(row))
    if not rows and not as_json:
        click.echo("No duress PIN was used.")


@command.command("bench")
@click.option("--rows", type=click.IntRange(1000), default=1_000_000, show_default=True, help="To verify.")
@home_option
@json_option
def bench(rows: int, home: Home, as_json: bool) -> None:
    """How many rows a second are durable on HOME's disk, and what verifying costs. The log itself is left alone."""
    home.path.mkdir(parents=True, exist_ok=True)
    for figure in run_bench(rows, home.path):
        if as_json:
            click.echo(json.dumps({**asdict(figure), "per_second": figure.per_second}))
        else:
            click.echo(
                f"{figure.work:<32}{figure.rows:>9} rows{figure.cpu_seconds:>9.2f} s CPU{figure.wall_seconds:>9.2f} s"
                f"{figure.per_second:>11.0f} rows/s"
            )


def _between(log: AuditLog, since: datetime | None, until: datetime | None, last: int) -> Iterator[Row]:
    low, high = (_day(moment) for moment in (since, until))
    for row in log.rows():
        if row.seq > last:
            return
        time = str(row.fields.get("time", ""))
        if (low is None or time >= low) and (high is None or time < high):
            yield row


def _day(moment: datetime | None) -> str | None:
    return moment.replace(tzinfo=timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z") if moment else None


def _sentence(row: Row) -> str:
    said = row.fields
    what = str(said.get("event") or said["kind"]).replace("_", " ")
    shown = ("action", "actor", "granted", "reason", "subject", "factors", "cosine", "threshold", "track", "detail")
    details = ", ".join(f"{name} {_short(said[name])}" for name in shown if said.get(name) not in (None, [], ""))
    return f"{row.seq:>8}  {said['time']}  {said['kind']}: {what}{f', {details}' if details else ''}"


def _short(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
