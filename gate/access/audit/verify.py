"""Finds the first row that is not as it was written or is missing: inside by the chain, at the end by anchors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gate.access.audit.anchor import Anchored
from gate.access.audit.log import AuditLog
from gate.access.audit.row import FIRST, link
from gate.access.errors import AuditError


@dataclass(frozen=True)
class Report:
    """What a verification found."""

    rows: int
    """Whole ones, before the first broken one."""
    first: int | None
    """Number of the oldest row."""
    last: int
    """Number of the newest whole row; 0: none."""
    removed: int
    """Rows that retention removed, by its signed stub."""
    anchors: int
    """Anchors that were compared."""
    broken: int | None
    """Number of the first broken or missing row; None: all are whole."""
    problem: str | None
    """One sentence about it."""

    @property
    def whole(self) -> bool:
        """Nothing is wrong."""
        return self.problem is None


def verify(log: AuditLog, anchors: Iterable[Anchored] = ()) -> Report:
    """Check every row, and the log against what is known of it elsewhere.

    Args:
        log: With its own key.
        anchors: Heads that were written elsewhere, in any order.
    """
    wanted: dict[int, list[Anchored]] = {}
    for anchor in anchors:
        wanted.setdefault(anchor.seq, []).append(anchor)
    key, rows, first, compared = log.keys.chain, 0, None, 0
    removed, previous = 0, FIRST

    def report(broken: int | None, problem: str | None) -> Report:
        return Report(rows, first, seq, removed, compared, broken, problem)

    seq = 0
    try:
        if stub := log.stub():
            seq, previous, removed = stub.last_seq, stub.last_mac, stub.last_seq
            compared += len(wanted.get(seq, ()))
            if any(anchor.mac != previous for anchor in wanted.get(seq, ())):
                return report(seq, f"row {seq}, now removed, was another one when it was anchored")
        for number, body, mac in log.raw():
            if number != seq + 1:
                return report(seq + 1, f"row {seq + 1} is missing")
            previous = link(key, previous, number, body)
            if previous != mac:
                return report(number, f"row {number} is not as it was written")
            seq, rows, first = number, rows + 1, first or number
            if number in wanted:
                compared += len(wanted[number])
                if any(anchor.mac != mac for anchor in wanted[number]):
                    return report(number, f"row {number} was another one when it was anchored: the log was rewritten")
    except AuditError as error:
        return report(seq + 1, f"after row {seq}: {error}")
    later = [number for number in wanted if number > seq]
    if later:
        newest = max(later)
        compared += sum(len(wanted[number]) for number in later)
        return report(
            seq + 1, f"rows {seq + 1} to {newest} are cut off: row {newest} was anchored {wanted[newest][-1].time}"
        )
    return report(None, None)
