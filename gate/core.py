"""One frame or credential in, its events out: vision, gallery, decision, rules and audit joined, without threads.

Every final decision passes `_settle`, faces' and credentials' alike: there the rules have had their say, and
`gate.last_word` makes the only events that open a door.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Protocol

from gate.access.audit.trail import Trail
from gate.access.credentials import Credential
from gate.access.decision import CellThreshold, Decision, Liveness, Observation, Policy
from gate.access.duress import Duress, Report
from gate.access.event import AnyEvent
from gate.access.rules.tailgate import Passage, followers
from gate.admission import Admission, Claim, Outcome
from gate.attempts import Attempts, Judged
from gate.capture.types import Frame
from gate.clock import Clock
from gate.degraded import Losses
from gate.gallery.index import Index
from gate.journal import Journal
from gate.last_word import LastWord, LetIn
from gate.screen import Screen
from gate.view import Phase
from gate.vision.liveness.guard import Guard
from gate.vision.pipeline import Scene, WantsLook
from gate.vision.types import Image


class Pipeline(Protocol):
    """From pictures to tracks with looks: `gate.vision.pipeline.FacePipeline`, or what stands in for it."""

    def process(
        self, image: Image, time: float, wants_look: WantsLook | None = None, *, judging: bool = False
    ) -> Scene:
        """See what is in a picture; raises ModelError where a network fails."""
        ...

    def probe(self) -> None:
        """Run the networks on nothing; raises ModelError where one fails."""
        ...


class Core:
    """The gate's state between frames. One thread calls it; `screen` may be read from another."""

    def __init__(
        self,
        pipeline: Pipeline,
        index: Callable[[], Index],
        policy: Callable[[Index], Policy],
        clock: Clock,
        *,
        admission: Admission,
        trail: Trail,
        claim_policy: Callable[[Index], Policy],
        gate: str,
        model: str,
        liveness: Liveness,
        status: str,
        let_in: LetIn = lambda _person, _name: None,
        numbers: Iterator[int] | None = None,
        passage_seconds: float = 5.0,
        report_duress: Report = lambda _duress: None,
        guard: Guard | None = None,
    ) -> None:
        """Join the parts.

        Args:
            pipeline: From frames to tracks with looks.
            index: Gives the gallery's newest snapshot; raises GalleryError while there is none.
            policy: What a grant takes, with the thresholds of a snapshot; raises GalleryError where there are none.
            clock: Of the decisions.
            admission: Asks the rules.
            trail: Takes the audit rows.
            claim_policy: The same for a face that is compared with one claimed person, the only one in its snapshot.
            gate: The gate's name, in every event.
            model: SHA-256 of the recogniser's file, in every event.
            liveness: The verdict of every attempt where there is no guard, and of whoever shows no face.
            guard: Checks the liveness of each attempt.
            status: One line about models and modes, for the screen.
            let_in: The door. It may refuse whom the decision has granted, never the other way round.
            numbers: Of the events, shared with whoever else reports.
            passage_seconds: After a grant, a second face within so long is noticed.
            report_duress: Told of every duress PIN.
        """
        self.screen = Screen(status, badge_or_pin=admission.rules.options.work_without_faces)
        self._journal = Journal(gate, clock, trail, numbers)
        self._last_word = LastWord(gate, model, clock, trail, self._journal, let_in)
        instead = "badge or PIN only" if self.screen.badge_or_pin else "no face is recognised"
        self._losses = Losses(admission, self._journal, instead)
        self._pipeline = pipeline
        self._index = index
        self._clock = clock
        self._admission = admission
        self._policy = policy
        self._claim_policy = claim_policy
        self._gate = gate
        self._liveness = liveness
        self._passage_seconds = passage_seconds
        self._report_duress = report_duress
        self._thresholds: tuple[CellThreshold, ...] | None = None
        self._noticed: Policy | None = None
        wait = admission.rules.credential_seconds
        self._guard = guard
        self._attempts = Attempts(liveness, self._settle_face, second_factor_seconds=wait, guard=guard)
        self._judging: Claim | None = None
        """The claim that the attempts under way are compared with."""
        self._sizes: dict[int, float] = {}
        self._passage: Passage | None = None
        self._tracks: set[int] = set()
        self._clock_was_sure: bool | None = None

    def process(self, frame: Frame) -> list[AnyEvent]:
        """Judge every face of a frame.

        Raises:
            GalleryError: the gallery can't be read, or has no thresholds; nothing is granted.
            ModelError: a network fails; nothing is granted.
        """
        index = self._begin()
        if "recogniser" in self._losses:
            self._pipeline.probe()
        now = self._clock.mono()
        scene = self._pipeline.process(
            frame.image, frame.time, lambda i: self._wants_look(i, now), judging=self._attempts.under_way
        )
        if self._guard is not None:
            self._guard.see(frame.image, scene)
        self._losses.found("recogniser")
        now = self._clock.mono()
        self._sizes = {track.id: track.face.inter_eye for track in scene.tracks if track.seen}
        present = {track.id for track in scene.tracks}
        self._journal.notice_tracks("track_started", sorted(present - self._tracks))
        judged = self._judge(scene, index, now)
        self.screen.update(scene, judged, [_name(item, index) for item in judged], now)
        self._notice_followers(now)
        self._journal.notice_tracks("track_ended", sorted(self._tracks - present))
        self._tracks = present
        return self._journal.take()

    def present(self, credential: Credential) -> list[AnyEvent]:
        """Judge a badge or PIN that a reader hands in.

        Raises:
            GalleryError: the gallery can't be read, or has no thresholds; nothing is granted.
        """
        index = self._begin()
        now = self._clock.mono()
        outcome = self._admission.present(credential, index, now)
        if outcome.duress and outcome.subject is not None:
            with contextlib.suppress(OSError):
                self._report_duress(Duress(self._clock.utc(), now, self._gate, outcome.subject))
        observation = outcome.observation or self._nobody(index)
        decision = self._settle(outcome, observation, now)
        if decision.granted:
            self._attempts.let_pass(observation.track)
        self._follow_claim()
        name = index.name(decision.person) if decision.person else None
        phase = Phase.GRANTED if decision.granted else Phase.REFUSED
        self.screen.announce(phase, name, None if decision.granted else decision.reason, now)
        return self._journal.take()

    def end(self) -> list[AnyEvent]:
        """The source has ended: so have all attempts and tracks."""
        self._attempts.close(self._clock.mono())
        self._journal.notice_tracks("track_ended", sorted(self._tracks))
        self._tracks = set()
        return self._journal.take()

    def camera(self, health: str) -> list[AnyEvent]:
        """The camera's health has changed."""
        self._losses.camera(health)
        return self._journal.take()

    def recogniser_failed(self) -> list[AnyEvent]:
        """A network is missing or failed at a picture: no face is recognised before one has worked again.

        What was seen of faces so far counts no more. Badges and PINs go on.
        """
        self._attempts.restart(everybody=True)
        self._losses.lose("recogniser", "recogniser not working")
        return self._journal.take()

    @property
    def lost(self) -> tuple[str, ...]:
        """What is missing to recognise faces: "camera", "recogniser"; empty: nothing, or the gate has just begun."""
        return self._losses.names

    @property
    def clock_is_sure(self) -> bool:
        """Whether the wall clock could be relied on at the last look."""
        return self._admission.clock_is_sure

    def _begin(self) -> Index:
        """What is due before anything new is judged; gives the gallery as it is now."""
        index = self._index()
        self._last_word.names = index.name
        self._admission.policy = self._policy(index)
        self._notice_thresholds(self._admission.policy)
        jump = self._admission.watch_clock()
        if jump:
            self._journal.notice("clock", detail=f"jumped by {jump:+.0f} s")
        if (sure := self._admission.clock_is_sure) is not self._clock_was_sure:
            if (self._clock_was_sure is not None or not sure) and not jump:
                said = "kept right" if sure else "in doubt: not synchronised, or just set"
                self._journal.notice("clock", detail=said)
            self._clock_was_sure = sure
        now = self._clock.mono()
        if expired := self._admission.expire(now):
            self._settle(expired, self._nobody(index), now)
        self._follow_claim()
        return index

    def _wants_look(self, track: int, now: float) -> bool:
        if self._admission.rules.claims_first and self._admission.claim is None:
            return False
        return self._attempts.wants_look(track, now)

    def _judge(self, scene: Scene, index: Index, now: float) -> list[Judged]:
        if self._judging is None and self._admission.rules.claims_first:
            return []
        policy = self._admission.policy
        if self._judging is not None:
            index = index.only(self._judging.person)
            policy = self._claim_policy(index)
        judged = self._attempts.update(scene, index, policy, now)
        self._follow_claim()
        return judged

    def _follow_claim(self) -> None:
        """Judge faces against the claim that there is now: nothing that was compared before counts for it."""
        claim = self._admission.claim
        if claim is not self._judging:
            self._attempts.restart(everybody=claim is not None)
            self._judging = claim

    def _settle_face(self, observation: Observation, decision: Decision, now: float) -> Decision:
        outcome = self._admission.face(observation, decision, self._judging, now)
        return self._settle(outcome, observation, now)

    def _settle(self, outcome: Outcome, observation: Observation, now: float) -> Decision:
        outcome = self._last_word.say(outcome, observation)
        if outcome.decision.granted:
            size = self._sizes.get(observation.track, 0.0) if observation.track is not None else 0.0
            self._passage = Passage(observation.track, size, now + self._passage_seconds)
        elif self._admission.alarm(outcome, now):
            self._journal.notice("alarm", detail="repeated failures")
        return outcome.decision

    def _nobody(self, index: Index) -> Observation:
        """What is seen of somebody who shows a badge or PIN and no face."""
        return Observation(
            track=None,
            looks=(),
            faces=len(self._sizes),
            newest_frame=None,
            template_space=None,
            gallery_size=len(index),
            revision=index.revision,
            liveness=self._liveness,
        )

    def _notice_thresholds(self, policy: Policy) -> None:
        """On record where the gallery's growth, or its floor, has changed the thresholds."""
        if policy is self._noticed:
            return
        self._noticed = policy
        chosen = (CellThreshold(policy.cell, policy.threshold, policy.fmr), *policy.cells)
        before, self._thresholds = self._thresholds, chosen
        if before is not None and before != chosen:
            words = [f"cosine {cell.threshold:.3f} at FMR {cell.fmr:g}" for cell in (before[0], chosen[0])]
            self._journal.notice("thresholds", detail=f"{words[0]} before, {words[1]} now")

    def _notice_followers(self, now: float) -> None:
        if self._passage is None:
            return
        if behind := followers(self._passage, self._sizes, now):
            self._passage = replace(self._passage, noticed=self._passage.noticed | set(behind))
            self._journal.notice_tracks("tailgating", behind)


def _name(item: Judged, index: Index) -> str | None:
    """None, too, for somebody who was let in, is still in view, and has been removed since."""
    person = item.decision.person
    return index.name(person) if person is not None and index.knows(person) else None
