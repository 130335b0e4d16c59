"""Joins what a face, a badge and a PIN show of one person, and asks the rules. No threads, no door, no screen.

A badge or PIN *claims* an identity; while the claim lasts, faces are compared with that one person (1:1). A face that
is asked for more is *seen*, and waits for the person's badge or PIN. Either way all factors are one person's, or it is
no grant. Wrong claims make that identity wait, and nobody else.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from gate.access.credentials import Badge, Credential, check_pin
from gate.access.decision import Decision, Observation, Policy, decide_without_face
from gate.access.errors import AccessError
from gate.access.reasons import Reason
from gate.access.rules.authorise import Request, Verdict, authorise
from gate.access.rules.factors import Factor
from gate.access.rules.moment import ClockState, Moment, read_clock
from gate.access.rules.throttle import RecentFailures, alarmed
from gate.access.store.access import Access
from gate.claims import AdmissionRules, Claim, Outcome, Seen
from gate.clock import Clock
from gate.gallery.index import Index
from gate.identity_failures import IdentityFailures

__all__ = ["Admission", "AdmissionRules", "Claim", "Outcome", "Seen"]

log = logging.getLogger(__name__)

_SUSPICIOUS = frozenset({Reason.NOT_RECOGNISED, Reason.LIVENESS_FAILED, Reason.WRONG_CREDENTIAL, Reason.THROTTLED})
"""Refusals that count towards the alarm."""


class Admission:
    """The claims of one gate. One thread calls it."""

    def __init__(
        self,
        access: Access,
        policy: Policy,
        rules: AdmissionRules,
        clock: Clock,
        synchronised: Callable[[], bool | None],
    ) -> None:
        """Begin without any claim.

        Args:
            access: Rules and credentials, followed as they change.
            policy: Of faces; only to say in a decision without one what it would have had to reach.
            rules: What the settings say.
            clock: The gate's.
            synchronised: Whether something keeps the wall clock right; None: nobody can say.

        Raises:
            AccessError: the rules can't be read.
        """
        self.rules = rules
        self.camera = True
        """Whether there is a picture."""
        self.policy = policy
        """Of faces, as it is now."""
        self._access = access
        self._clock = clock
        self._synchronised = synchronised
        self._clock_state: ClockState | None = None
        self._moment: Moment
        self._claim: Claim | None = None
        self._seen: Seen | None = None
        self._failures = IdentityFailures(access, rules.throttle)
        self._recent = RecentFailures()
        self._book = access.rules.rulebook()
        self.watch_clock()

    @property
    def claim(self) -> Claim | None:
        """The claim that faces are compared with now."""
        return self._claim

    def watch_clock(self) -> float:
        """Look at the clocks; returns the seconds by which the wall clock has jumped since the last look, mostly 0."""
        reading = read_clock(
            self._clock_state, self._clock.utc(), self._clock.mono(), synchronised=self._synchronised()
        )
        self._clock_state, self._moment = reading.state, reading.moment
        return reading.jump

    @property
    def clock_is_sure(self) -> bool:
        """Whether the wall clock could be relied on at the last look."""
        return self._moment.sure

    def face(self, observation: Observation, decision: Decision, claim: Claim | None, now: float) -> Outcome:
        """Judge the end of a face's attempt by the rules; a refusal stays one.

        Args:
            observation: Of the face.
            decision: `decide()`'s, final.
            claim: What the face was compared with; None: with everybody.
            now: `Clock.mono`.
        """
        try:
            return self._face(observation, decision, claim, now)
        except AccessError as error:
            log.error("%s", error)
            self._claim = self._seen = None
            return self._outcome(_refused(decision, Reason.FAULT), frozenset())

    def _face(self, observation: Observation, decision: Decision, claim: Claim | None, now: float) -> Outcome:
        if claim is not self._claim:  # another face has used the claim up; this one was compared with nobody else
            return self._outcome(_refused(decision, Reason.UNSURE), frozenset())
        if claim is None and decision.second_factor_for is not None:
            return self._lookalike(observation, decision, decision.second_factor_for, now)
        if decision.person is None or not decision.granted:
            if claim is not None:
                self._claim = None
                self._failures.fail(claim.person, now, known=True)
            return self._outcome(decision, frozenset(), subject=claim.person if claim else None)
        person = decision.person
        factors = frozenset({Factor.FACE}) | (claim.factors if claim else frozenset())
        if claim is not None:
            self._claim = None
            decision = replace(decision, reason=Reason.VERIFIED)
            if person != claim.person:
                return self._outcome(_refused(decision, Reason.FACTORS_DISAGREE), factors, subject=claim.person)
        verdict = self._ask(Request(person, factors, observation.mask, camera=True))
        if verdict.reason is Reason.SECOND_FACTOR:
            if claim is None:
                self._seen = Seen(decision, observation, person, now + self.rules.credential_seconds)
            else:
                self._claim = replace(claim, factors=factors)
        elif verdict.granted and claim is not None:  # a face alone says nothing about who tries the PIN
            self._failures.succeed(person)
        if verdict.reason is not None:
            decision = _refused(decision, verdict.reason)
        return self._outcome(
            decision, factors, subject=person, duress=claim is not None and claim.duress, verdict=verdict
        )

    def _lookalike(self, observation: Observation, decision: Decision, person: str, now: float) -> Outcome:
        """The face would do, but somebody else has the same one: only a badge or PIN tells who it is."""
        factors = frozenset({Factor.FACE})
        verdict = self._ask(Request(person, factors, observation.mask, camera=True))
        if verdict.granted or verdict.reason is Reason.SECOND_FACTOR:
            told = replace(
                decision, granted=True, reason=Reason.RECOGNISED, person=person, second_factor_for=None, final=True
            )
            self._seen = Seen(told, observation, person, now + self.rules.credential_seconds)
        refused = replace(decision, reason=verdict.reason or Reason.SECOND_FACTOR)
        return self._outcome(refused, factors, subject=person)

    def present(self, credential: Credential, index: Index, now: float) -> Outcome:
        """A badge was read, or a PIN typed.

        Args:
            credential: What the reader hands in.
            index: Of the gallery: whoever is not in it has been removed.
            now: `Clock.mono`.
        """
        try:
            return self._present(credential, index, now)
        except AccessError as error:
            log.error("%s", error)
            self._claim = self._seen = None
            return self._refuse(Reason.FAULT)

    def expire(self, now: float) -> Outcome | None:
        """The end of a claim whose face did not come in time; None: there is none."""
        if self._seen and now > self._seen.until:
            self._seen = None
        claim = self._claim
        if claim is None or now <= claim.until:
            return None
        self._claim = None
        return self._refuse(Reason.SECOND_FACTOR, claim.factors, claim.person, duress=claim.duress)

    def alarm(self, outcome: Outcome, now: float) -> bool:
        """Whether this refusal is one too many at this gate in short time."""
        if outcome.decision.granted or outcome.decision.reason not in _SUSPICIOUS:
            return False
        self._recent, raised = alarmed(self._recent, self.rules.alarm, now)
        return raised

    def _present(self, credential: Credential, index: Index, now: float) -> Outcome:
        self._follow_rules()
        self.expire(now)
        person, identity = self._identify(credential, index)
        if self._failures.wait(identity, now) > 0:
            return self._refuse(Reason.THROTTLED, subject=person)
        check = self._check(credential, person)
        if person is None or check == "wrong":
            self._failures.fail(identity, now, known=person is not None)
            return self._refuse(Reason.WRONG_CREDENTIAL, subject=person)
        seen, claim, self._seen, self._claim = self._seen, self._claim, None, None
        if seen is not None and seen.person != person:
            self._failures.fail(identity, now, known=True)
            return self._refuse(Reason.FACTORS_DISAGREE, subject=person)
        factors = {Factor.BADGE if isinstance(credential, Badge) else Factor.PIN}
        duress = check == "duress"
        if claim is not None and claim.person == person:
            factors |= claim.factors
            duress |= claim.duress
        if seen is not None:
            factors.add(Factor.FACE)
        held, observation = frozenset(factors), seen.observation if seen else None
        mask = observation.mask if observation else None
        verdict = self._ask(Request(person, held, mask, camera=self.camera))
        if verdict.reason is Reason.SECOND_FACTOR:
            self._claim = Claim(person, held - {Factor.FACE}, now + self.rules.credential_seconds, duress)
        if verdict.reason is not None:
            return self._refuse(verdict.reason, held, person, duress=duress, observation=observation)
        self._failures.succeed(person)
        decision = seen.decision if seen else decide_without_face(self.policy, Reason.CREDENTIAL, person)
        return self._outcome(decision, held, subject=person, duress=duress, verdict=verdict, observation=observation)

    def _identify(self, credential: Credential, index: Index) -> tuple[str | None, str]:
        """Whose it claims to be, and under which name its failures count."""
        credentials = self._access.credentials
        if isinstance(credential, Badge):
            person, name = credentials.person_of_badge(credential.number), f"badge:{credential.number[:64]}"
        elif credential.number is not None:
            person, name = credentials.person_of_number(credential.number), f"number:{credential.number[:64]}"
        else:
            earlier = self._claim or self._seen
            person, name = earlier.person if earlier else None, "pin"
        if person is not None and not index.knows(person):
            person = None
        return person, person or name

    def _check(self, credential: Credential, person: str | None) -> Literal["right", "duress", "wrong"]:
        if isinstance(credential, Badge):
            return "right" if person else "wrong"
        held = self._access.credentials.held(person) if person else None
        return check_pin(held.pin if held else None, held.duress if held else None, credential.digits)

    def _ask(self, request: Request) -> Verdict:
        try:
            self._follow_rules()
        except AccessError as error:
            log.error("%s", error)
            return Verdict(Reason.FAULT)
        self.watch_clock()
        return authorise(request, self._book, self.rules.options, self._moment)

    def _follow_rules(self) -> None:
        """Take in what was changed since, by whatever process.

        Raises:
            AccessError: the rules can't be read, or are older than they were: somebody has put a copy back.
        """
        self._access.follow()
        revision = self._access.revision
        if revision == self._book.revision:
            return
        if revision < self._book.revision:
            raise AccessError(
                f"the access rules are an old copy (revision {revision}, they had reached {self._book.revision}): put "
                "the newest one back, or accept them with `gate audit accept-restore` and start the gate again"
            )
        self._book = self._access.rules.rulebook()
        self._failures.follow()

    def _refuse(
        self,
        reason: Reason,
        factors: frozenset[Factor] = frozenset(),
        subject: str | None = None,
        *,
        duress: bool = False,
        observation: Observation | None = None,
    ) -> Outcome:
        decision = decide_without_face(self.policy, reason)
        return self._outcome(decision, factors, subject=subject, duress=duress, observation=observation)

    def _outcome(
        self,
        decision: Decision,
        factors: frozenset[Factor],
        *,
        subject: str | None = None,
        duress: bool = False,
        verdict: Verdict | None = None,
        observation: Observation | None = None,
    ) -> Outcome:
        remind = verdict.remind_mask if verdict else False
        return Outcome(decision, factors, subject, self._book.revision, duress, remind, observation)


def _refused(decision: Decision, reason: Reason) -> Decision:
    return replace(decision, granted=False, reason=reason, person=None)
