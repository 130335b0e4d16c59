"""All areas of an administrator's work, each behind its own small protocol."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gate.capture.reader import open_source
from gate.capture.types import FrameReader
from gate.desk.about import AboutCalls, HomeAbout
from gate.desk.accounts import AccountCalls, HomeAccounts
from gate.desk.enrol import EnrolCalls
from gate.desk.enrol_home import HomeEnrol
from gate.desk.events import EventCalls, HomeEvents
from gate.desk.gate import GateCalls, HomeGate
from gate.desk.health import HealthCalls, HomeHealth
from gate.desk.people import PeopleCalls
from gate.desk.people_home import HomePeople
from gate.desk.rules import HomeRules, RuleCalls
from gate.desk.sessions import HomeSessions, SessionCalls
from gate.home import Home


@dataclass(frozen=True)
class Desk:
    """One field for each area. Any thread may call; each call opens and closes what it needs."""

    about: AboutCalls
    sessions: SessionCalls
    people: PeopleCalls
    events: EventCalls
    rules: RuleCalls
    gate: GateCalls
    health: HealthCalls
    accounts: AccountCalls
    enrol: EnrolCalls


def open_desk(home: Home, camera: Callable[[], FrameReader] | None = None) -> Desk:
    """The desk of a gate's folder.

    Args:
        home: The gate's folder.
        camera: Opens a reader of its camera, where a gate in this process has it already (`SharedReader.onlooker`);
            None: the one in the settings is opened when it is needed.
    """
    opened: Callable[[str], FrameReader] = open_source if camera is None else lambda _source: camera()
    return Desk(
        about=HomeAbout(home),
        sessions=HomeSessions(home),
        people=HomePeople(home),
        events=HomeEvents(home),
        rules=HomeRules(home),
        gate=HomeGate(home, opened),
        health=HomeHealth(home),
        accounts=HomeAccounts(home),
        enrol=HomeEnrol(home, camera=lambda settings: opened(settings.camera.source)),
    )
