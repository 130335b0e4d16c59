"""Weeks of hours in words."""

from __future__ import annotations

from PyQt5.QtCore import QLocale

from gate.access.rules.factors import Requirement
from gate.access.rules.schedule import HOLIDAY, Schedule, Window
from gate.ui.i18n.languages import locale
from gate.ui.i18n.translate import translate


def day_name(day: int) -> str:
    """A short name of a day, 0 is Monday, 7 a holiday."""
    if day == HOLIDAY:
        return translate("Weeks", "Holiday")
    return locale().dayName(day + 1, QLocale.FormatType.ShortFormat)


def days_words(days: frozenset[int]) -> str:
    """Some days: runs of three and more from first to last."""
    runs: list[list[int]] = []
    for day in sorted(days - {HOLIDAY}):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    said = []
    for run in runs:
        if len(run) > 2:
            said.append(f"{day_name(run[0])}–{day_name(run[-1])}")
        else:
            said += [day_name(day) for day in run]
    return ", ".join(said + ([day_name(HOLIDAY)] if HOLIDAY in days else []))


def requirement_words(requirement: Requirement) -> str:
    """What has to be shown."""
    return {
        Requirement.FACE: translate("Weeks", "face"),
        Requirement.CREDENTIAL: translate("Weeks", "badge or PIN"),
        Requirement.ANY: translate("Weeks", "face, badge or PIN"),
        Requirement.BADGE_AND_PIN: translate("Weeks", "badge and PIN"),
        Requirement.BOTH: translate("Weeks", "face and badge or PIN"),
    }[requirement]


def window_words(window: Window) -> str:
    """One window."""
    hours = f"{window.start:%H:%M}–{window.end:%H:%M}"
    if window.start == window.end:
        hours = translate("Weeks", "all day")
    elif window.overnight:
        hours = translate("Weeks", "{hours} the next day").replace("{hours}", hours)
    return f"{days_words(window.days)} {hours} ({requirement_words(window.requirement)})"


def schedule_words(schedule: Schedule) -> str:
    """A week, its time zone and its holidays."""
    said = ["; ".join(window_words(window) for window in schedule.windows), schedule.zone]
    if (calendar := schedule.calendar) is not None:
        place = "-".join(filter(None, (calendar.country, calendar.region)))
        if place:
            said.append(translate("Weeks", "holidays of {place}").replace("{place}", place))
        if calendar.extra:
            days = ", ".join(day.isoformat() for day in sorted(calendar.extra))
            said.append(translate("Weeks", "also {days}").replace("{days}", days))
        if calendar.working:
            days = ", ".join(day.isoformat() for day in sorted(calendar.working))
            said.append(translate("Weeks", "but not {days}").replace("{days}", days))
    return " · ".join(said)
