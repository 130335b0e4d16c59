"""The wizard as a state machine, pure: which step it is at, what it holds, and what may come next.

Each event gives a new `Flow`. An event that has no place in a step is a mistake of the caller's and raises `FlowError`;
a button that is not shown can't be pressed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from gate.desk.enrol import Draft, Enrolled, Finding, Identity, Recognition, Shot, Signature


class Step(Enum):
    """Where the wizard is."""

    DETAILS = 1
    CONSENT = 2
    CAPTURE = 3
    CHECKS = 4
    TEST = 5
    DONE = 6


class FlowError(Exception):
    """An event came in a step in which it has no place."""


@dataclass(frozen=True)
class Flow:
    """One enrolment on its way. Biometric data is in `shots` alone, and only between consent and storing."""

    step: Step = Step.DETAILS
    identity: Identity | None = None
    again: bool = False
    """For somebody known who has no template of the model in use."""
    signature: Signature | None = None
    shots: tuple[Shot, ...] = ()
    findings: tuple[Finding, ...] | None = None
    """None: not judged yet."""
    two_people: bool = False
    """Somebody has looked: those who look alike are two people."""
    enrolled: Enrolled | None = None
    recognition: Recognition | None = None

    def described(self, identity: Identity) -> Flow:
        """The details are typed, and nothing is wrong with them."""
        self._must_be(Step.DETAILS)
        return replace(self, step=Step.CONSENT, identity=identity)

    def signed(self, signature: Signature) -> Flow:
        """The person has read and agreed."""
        self._must_be(Step.CONSENT)
        return replace(self, step=Step.CAPTURE, signature=signature)

    def captured(self, shots: tuple[Shot, ...]) -> Flow:
        """The pictures are taken."""
        self._must_be(Step.CAPTURE)
        if not shots:
            raise FlowError("there is no picture")
        return replace(self, step=Step.CHECKS, shots=shots, findings=None, two_people=False)

    def judged(self, findings: tuple[Finding, ...]) -> Flow:
        """The pictures are compared with each other and with everybody's."""
        self._must_be(Step.CHECKS)
        return replace(self, findings=findings, two_people=False)

    def told_apart(self, two_people: bool) -> Flow:
        """Whether somebody has looked at both people."""
        self._must_be(Step.CHECKS)
        return replace(self, two_people=two_people)

    @property
    def may_store(self) -> bool:
        """Whether nothing is left that speaks against it."""
        if self.step is not Step.CHECKS or self.findings is None or not self.shots:
            return False
        return not any(finding.blocks or not self.two_people for finding in self.findings)

    @property
    def draft(self) -> Draft:
        """What is to be judged or stored."""
        self._must_be(Step.CHECKS)
        assert self.identity is not None
        assert self.signature is not None
        return Draft(self.identity, self.signature, self.shots, self.two_people, self.again)

    def stored(self, enrolled: Enrolled) -> Flow:
        """They are enrolled; the pictures are let go."""
        if not self.may_store:
            raise FlowError("something speaks against storing")
        return replace(self, step=Step.TEST, enrolled=enrolled, shots=(), findings=None)

    def tested(self, recognition: Recognition | None) -> Flow:
        """The gate has tried to recognise them; None: the test is left out."""
        self._must_be(Step.TEST)
        return replace(self, step=Step.DONE, recognition=recognition)

    def back(self) -> Flow:
        """One step back. What was gathered after it is let go; a consent is signed anew."""
        if self.step is Step.CONSENT:
            return replace(self, step=Step.DETAILS)
        if self.step is Step.CAPTURE:
            return replace(self, step=Step.CONSENT, signature=None)
        self._must_be(Step.CHECKS)
        return replace(self, step=Step.CAPTURE, shots=(), findings=None, two_people=False)

    def _must_be(self, step: Step) -> None:
        if self.step is not step:
            raise FlowError(f"{step.name} is over or has not come yet: this is {self.step.name}")
