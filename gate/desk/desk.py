"""All areas of an administrator's work, each behind its own small protocol."""

from __future__ import annotations

from dataclasses import dataclass

from gate.desk.about import AboutCalls, HomeAbout
from gate.desk.accounts import AccountCalls, HomeAccounts
from gate.desk.enrol import EnrolCalls
from gate.desk.enrol_home import HomeEnrol
from gate.desk.events import EventCalls, HomeEvents
from gate.desk.gate import GateCalls, HomeGate
from gate.desk.health import HealthCalls, HomeHealth
from gate.desk.people import HomePeople, PeopleCalls
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


def open_desk(home: Home) -> Desk:
    """The desk of a gate's folder."""
    return Desk(
        about=HomeAbout(home),
        sessions=HomeSessions(home),
        people=HomePeople(home),
        events=HomeEvents(home),
        rules=HomeRules(home),
        gate=HomeGate(home),
        health=HomeHealth(home),
        accounts=HomeAccounts(home),
        enrol=HomeEnrol(home),
    )
