"""Words and dates that several pages show."""

from __future__ import annotations

from datetime import date, datetime

from gate.desk.people import State
from gate.ui.i18n.translate import translate


def day(value: date | None) -> str:
    """A day in the one way that nobody misreads (ISO 8601); nothing for none."""
    return value.isoformat() if value is not None else ""


def moment(value: datetime) -> str:
    """An aware time on this machine's wall clock, to the second."""
    return f"{value.astimezone():%Y-%m-%d %H:%M:%S}"


def state(value: State) -> str:
    """What a person's access comes to, in a word or two."""
    return {
        State.ACTIVE: translate("States", "Active"),
        State.SUSPENDED: translate("States", "Suspended"),
        State.NOT_YET_VALID: translate("States", "Not valid yet"),
        State.EXPIRED: translate("States", "Expired"),
        State.NO_GROUP: translate("States", "In no group"),
        State.NO_TEMPLATES: translate("States", "Not enrolled fully"),
    }[value]


def led(sentence: str) -> str:
    """A sentence in a left-to-right language: it stays one, though it begin with a name that is none."""
    return f"\u200e{sentence}"


def short(name: str, longest: int = 40) -> str:
    """A name that may be very long, for a place that is not."""
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"
