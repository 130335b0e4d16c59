"""What a final decision comes to: a grant that can't be put on record, or that the door refuses, is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace

from gate.access.audit.row import Record
from gate.access.audit.trail import Trail
from gate.access.decision import Observation
from gate.access.errors import AuditError
from gate.access.event import Event, decision_event
from gate.access.reasons import Reason
from gate.admission import Outcome
from gate.clock import Clock
from gate.journal import Journal

LetIn = Callable[[str, str | None], Reason | None]
"""Lets a recognised person in, by id and name; or says why not."""


class LastWord:
    """Nothing else makes an event that opens a door.

    Args:
        gate: The gate's name, in every event.
        model: SHA-256 of the recogniser's file, in every event.
        clock: Of the events.
        trail: Takes the audit rows.
        journal: Takes the events.
        let_in: The door. It may refuse whom the decision has granted, never the other way round.
    """

    def __init__(self, gate: str, model: str, clock: Clock, trail: Trail, journal: Journal, let_in: LetIn) -> None:
        self.names: Callable[[str], str] = str
        """Gives a person's name, of the gallery as it is now."""
        self._gate = gate
        self._model = model
        self._clock = clock
        self._trail = trail
        self._journal = journal
        self._let_in = let_in

    def say(self, outcome: Outcome, observation: Observation) -> Outcome:
        """The outcome that holds: a grant is one when it is in the audit log, on the disk, and the door agrees."""
        event = self._event(outcome, observation)
        if outcome.decision.granted and (refusal := self._refusal(event, outcome)):
            refused = replace(outcome.decision, granted=False, reason=refusal, person=None)
            outcome = replace(outcome, decision=refused)
            event = self._event(outcome, observation)
        if not outcome.decision.granted:
            self._trail.record(_record(event, outcome))
        self._journal.add(event)
        return outcome

    def _refusal(self, event: Event, outcome: Outcome) -> Reason | None:
        """Why a grant is none after all: it can't be recorded, or the door doesn't open for this person now.

        On record first: a door that refuses adds a row of its own.
        """
        try:
            self._trail.commit(_record(event, outcome))
        except AuditError:
            return Reason.NOT_AUDITED
        person = outcome.decision.person
        return self._let_in(person, self.names(person)) if person else Reason.FAULT

    def _event(self, outcome: Outcome, observation: Observation) -> Event:
        person = outcome.decision.person
        return decision_event(
            outcome.decision,
            observation,
            name=self.names(person) if person else None,
            seq=0,
            gate=self._gate,
            model=self._model,
            time=self._clock.utc(),
            mono=self._clock.mono(),
            subject=outcome.subject,
            factors=outcome.factors,
            policy_revision=outcome.revision,
            remind_mask=outcome.remind_mask,
        )


def _record(event: Event, outcome: Outcome) -> Record:
    """The audit row of a decision: the event, but people by their id alone, and the silent mark."""
    said = asdict(event)
    for name in ("schema", "seq", "gate", "time", "mono", "person"):
        del said[name]
    said["person"] = said.pop("person_id")
    return Record("decision", said, time=event.time, mono=event.mono, silent=outcome.duress)
