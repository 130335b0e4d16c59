"""Builds a gate from its settings: everything between a source and its events."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType

from gate.access.audit.row import Record
from gate.access.decision import Policy
from gate.access.duress import Duress, Report, SyslogReport
from gate.access.reasons import Reason
from gate.access.rules.authorise import Options
from gate.access.rules.factors import Requirement
from gate.access.rules.throttle import AlarmRules, ThrottleRules
from gate.administration import Administration
from gate.admission import Admission, AdmissionRules
from gate.auditing import open_trail
from gate.capture.types import FrameReader
from gate.caretaker import Caretaker, farewell
from gate.clock import Clock, SystemClock
from gate.core import Core, Pipeline
from gate.entrance import Entrance, allowed, nowhere, unrecorded
from gate.gallery.gallery import Gallery
from gate.gallery.index import Index
from gate.gallery.live import LiveIndex
from gate.gallery.sealed_store import SealedStore
from gate.home import Home
from gate.host.faceless import NoNetworks, NoPipeline, no_face_policy, space_of
from gate.kernel_clock import synchronised
from gate.liveness import for_source, open_liveness
from gate.networks import Networks, claim_settings
from gate.settings import PolicySettings, Settings
from gate.thresholds import GalleryPolicy, expect
from gate.unlock_hours import FollowedHours
from gate.vault import open_gallery, unlock
from gate.vision.liveness.orders import Dice
from gate.vision.pipeline import FacePipeline, PipelineOptions
from gate.witness import open_access, saw

SEARCH_INTERVAL = 0.17
"""Most seconds between two searches of the whole frame while nobody in view is judged: with the time that a search
takes a newcomer is found within 200 ms. A recording that is judged frame by frame has every frame searched."""

PolicyFor = Callable[[Index], Policy]


class Assembly:
    """A core with the gallery and the rules that it follows and the audit log it writes; closing it lets go of all."""

    def __init__(
        self,
        settings: Settings,
        home: Home,
        clock: Clock,
        networks: Networks | NoNetworks,
        reader: FrameReader,
        entrance: Entrance,
        *,
        dice: Dice | None = None,
        store: SealedStore | None = None,
        sparing: bool | None = None,
    ) -> None:
        """Join the parts; a gallery is made if there is none.

        Args:
            settings: Of the gate.
            home: Its folder.
            clock: Of the decisions.
            networks: Opened by `open_networks`; used by this gate alone. Without any, no face is recognised.
            reader: The source, only to say of which kind it is.
            entrance: Lets in who is granted.
            dice: Chance in challenges; None: the operating system's.
            store: The gallery's keys, if they are open already.
            sparing: Follow faces that are settled instead of searching every frame; None: as the source is live.

        Raises:
            GalleryError: the gallery can't be opened or used, was written with another model, or the recogniser's card
                has no thresholds for it.
            AccessError: the access rules can't be used.
            AuditError: the audit log can't be written: nothing could be granted then.
        """
        self._stack = ExitStack()
        try:
            self.store = store or unlock(home, settings, make=True)
            self._sparing = reader.live if sparing is None else sparing
            self._assemble(settings, home, clock, networks, reader, entrance, dice)
        except BaseException:
            self._stack.close()
            raise

    def _assemble(
        self,
        settings: Settings,
        home: Home,
        clock: Clock,
        networks: Networks | NoNetworks,
        reader: FrameReader,
        entrance: Entrance,
        dice: Dice | None,
    ) -> None:
        settings = for_source(settings, moves_door=reader.live or entrance.real)
        store = self.store
        if isinstance(networks, NoNetworks):
            with open_gallery(home, settings, template_space=None, store=store) as gallery:
                space = space_of(gallery)
        else:
            space = networks.recogniser.template_space
        with open_gallery(home, settings, template_space=space, store=store) as gallery:
            snapshot = gallery.index()
        self.thresholds: list[str] = []
        """What was chosen for the gallery as it is now, one statement a line."""
        policy_for: PolicyFor
        claim_policy: PolicyFor
        if isinstance(networks, NoNetworks):
            policy_for = claim_policy = no_face_policy
            self.thresholds.append(f"no face is recognised: {networks.problem}")
            policy, running, model = no_face_policy(snapshot), "no recogniser", ""
        else:
            policy_for = GalleryPolicy(networks.model, settings)
            claim_policy = GalleryPolicy(networks.model, claim_settings(settings))
            policy, running, model = policy_for(snapshot), networks.running, networks.model.card.digest
            self.thresholds += expect(networks.model, settings, policy, snapshot).lines()
        self.threshold = policy.threshold
        """Of a cosine, for the gallery as it was at the start."""
        self.model = model
        """SHA-256 of the recogniser's file; empty: there is none."""
        index = LiveIndex(home.gallery, template_space=space, store=store)
        self._stack.callback(index.close)
        self.index = index.current
        """The gallery's newest snapshot; raises GalleryError while there is none."""
        access = self._stack.enter_context(open_access(home, any_thread=True))
        in_step: Callable[[], bool | None] = synchronised if isinstance(clock, SystemClock) else lambda: True
        admission = Admission(access, policy, admission_rules(settings), clock, in_step)
        published = [entrance.anchor] if settings.audit.anchor_mqtt else []
        self.trail = self._stack.enter_context(
            open_trail(settings, home, clock, lambda: admission.clock_is_sure, *published)
        )
        hours = FollowedHours(home, settings.ui.gate, clock)
        self._stack.callback(hours.close)
        trusted = settings.policy.clock == "trust"
        entrance.doorway.hours = lambda: hours() if trusted or admission.clock_is_sure else ()
        self._record_door(entrance)
        entrance.permit = allowed
        if settings.policy.door_accounts:
            administration = self._stack.enter_context(Administration(home, clock, settings.policy))
            entrance.permit = administration.manager
        caretaker: Caretaker | None = None
        if reader.live:  # whoever passes in a recording was not here today

            def opened() -> Gallery:
                return open_gallery(home, settings, template_space=None, store=store)

            caretaker = Caretaker(opened, clock, settings.privacy.retention_days, lambda person: farewell(home, person))
            self._stack.callback(caretaker.close)

        def let_in(person: str, name: str | None) -> Reason | None:
            refusal = entrance.doorway.let_in(person, name)
            if refusal is None and caretaker is not None:
                caretaker.saw(person)
            return refusal

        layer = open_liveness(settings.liveness, home, clock, threads=settings.models.threads, dice=dice)
        self.liveness_mode = layer.mode
        """The liveness mode that holds now."""
        liveness = f"{layer.status}, {'live' if reader.live else 'recorded'} source"
        self.status = (
            f"{running}; threshold {policy.threshold:.3f} at FMR {policy.fmr:g}; {liveness}; {entrance.status}"
        )
        self.core = Core(
            _pipeline(networks, policy, sparing=self._sparing),
            index.current,
            policy_for,
            clock,
            admission=admission,
            trail=self.trail,
            claim_policy=claim_policy,
            gate=settings.ui.gate,
            model=model,
            liveness="off",
            status=f"{running}; {liveness}",  # on a screen in the street: no threshold
            let_in=let_in,
            numbers=entrance.numbers,
            passage_seconds=settings.policy.passage_seconds,
            report_duress=self._report(settings.policy, entrance),
            guard=layer.guard,
        )
        begun = {
            "event": "start",
            "source": reader.description,
            "live": reader.live,
            "model": model,
        }
        self.trail.commit(Record("start", {**begun, "threshold": policy.threshold, "fmr": policy.fmr}))
        saw(home, "gallery", snapshot.revision)
        saw(home, "access", access.revision)
        self.core.screen.beside = entrance.beside

    def close(self) -> None:
        """Stop following the gallery and the rules; write what the audit log still waits for."""
        self._stack.close()

    def _record_door(self, entrance: Entrance) -> None:
        """Put what happens at the door on record, until this gate is closed or another one does it."""
        record = entrance.record = self.trail.sink("door")
        entrance.commit = self.trail.commit

        def leave() -> None:
            if entrance.record is record:
                entrance.record, entrance.commit = nowhere, unrecorded

        self._stack.callback(leave)

    def _report(self, policy: PolicySettings, entrance: Entrance) -> Report:
        reports: list[Report] = [lambda duress: entrance.report_duress(duress, policy.duress_outputs)]
        if policy.duress_syslog:
            syslog = SyslogReport(policy.duress_syslog)
            self._stack.callback(syslog.close)
            reports.append(syslog)

        def report(duress: Duress) -> None:
            for tell in reports:
                tell(duress)

        return report

    def __enter__(self) -> Assembly:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _pipeline(networks: Networks | NoNetworks, policy: Policy, *, sparing: bool) -> Pipeline:
    if isinstance(networks, NoNetworks):
        return NoPipeline(networks.problem)
    return FacePipeline(
        networks.detector,
        networks.recogniser,
        networks.model.card.preprocessing,
        PipelineOptions(
            settled_looks=policy.max_looks, min_quality=policy.min_quality, search_interval=SEARCH_INTERVAL
        ),
        networks.masks,
        (lambda image, faces: networks.detector.follow(image, faces)) if sparing else None,
    )


def admission_rules(settings: Settings) -> AdmissionRules:
    """What the settings say about who may pass, with what."""
    rules = settings.policy
    return AdmissionRules(
        Options(
            gate=settings.ui.gate,
            requirement=Requirement(rules.requirement),
            mask=rules.mask,
            trust_clock=rules.clock == "trust",
            camera_lost=None if rules.camera_lost == "closed" else Requirement(rules.camera_lost),
        ),
        ThrottleRules(rules.failures, rules.failure_seconds, rules.disable_after),
        AlarmRules(rules.alarm_failures, rules.alarm_seconds),
        credential_seconds=rules.credential_seconds,
        claims_first=rules.claims_first,
    )
