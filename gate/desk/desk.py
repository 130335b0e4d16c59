"""All areas of an administrator's work, each behind its own small protocol."""

from __future__ import annotations

from dataclasses import dataclass

from gate.desk.about import AboutCalls, HomeAbout
from gate.desk.enrol import EnrolCalls
from gate.desk.enrol_home import HomeEnrol
from gate.home import Home


@dataclass(frozen=True)
class Desk:
    """One field for each area. Any thread may call; each call opens and closes what it needs."""

    about: AboutCalls
    enrol: EnrolCalls


def open_desk(home: Home) -> Desk:
    """The desk of a gate's folder."""
    return Desk(about=HomeAbout(home), enrol=HomeEnrol(home))
