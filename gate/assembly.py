"""Builds a gate from its settings: everything between a source and its events."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType

from gate.access.audit.row import Record
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
from gate.core import Core
from gate.entrance import Entrance, nowhere
from gate.gallery.gallery import Gallery
from gate.gallery.live import LiveIndex
from gate.home import Home
from gate.kernel_clock import synchronised
from gate.networks import Networks, claim_settings
from gate.settings import PolicySettings, Settings
from gate.thresholds import GalleryPolicy, expect
from gate.unlock_hours import FollowedHours
from gate.vault import open_gallery, unlock
from gate.vision.pipeline import FacePipeline, PipelineOptions
from gate.witness import open_access, saw


class Assembly:
    """A core with the gallery and the rules that it follows and the audit log it writes; closing it lets go of all."""

    def __init__(
        self,
        settings: Settings,
        home: Home,
        clock: Clock,
        networks: Networks,
        reader: FrameReader,
        entrance: Entrance,
    ) -> None:
        """Join the parts; a gallery is made if there is none.

        Args:
            settings: Of the gate.
            home: Its folder.
            clock: Of the decisions.
            networks: Opened by `open_networks`; used by this gate alone.
            reader: The source, only to say of which kind it is.
            entrance: Lets in who is granted.

        Raises:
            GalleryError: the gallery can't be opened or used, was written with another model, or the recogniser's card
                has no thresholds for it.
            AccessError: the access rules can't be used.
            AuditError: the audit log can't be written: nothing could be granted then.
        """
        self._stack = ExitStack()
        try:
            self._assemble(settings, home, clock, networks, reader, entrance)
        except BaseException:
            self._stack.close()
            raise

    def _assemble(
        self,
        settings: Settings,
        home: Home,
        clock: Clock,
        networks: Networks,
        reader: FrameReader,
        entrance: Entrance,
    ) -> None:
        space = networks.recogniser.template_space
        store = unlock(home, settings, make=True)
        policy_for = GalleryPolicy(networks.model, settings)
        with open_gallery(home, settings, template_space=space, store=store) as gallery:
            snapshot = gallery.index()
        policy = policy_for(snapshot)
        self.thresholds = expect(networks.model, settings, policy, snapshot).lines()
        """What was chosen for the gallery as it is now, one statement a line."""
        index = LiveIndex(home.gallery, template_space=space, store=store)
        self._stack.callback(index.close)
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
        entrance.record = self.trail.sink("door")
        self._stack.callback(setattr, entrance, "record", nowhere)
        entrance.commit = self.trail.commit
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

        liveness = f"liveness: {settings.liveness.mode}, {'live' if reader.live else 'recorded'} source"
        self.status = (
            f"{networks.running}; threshold {policy.threshold:.3f} at FMR {policy.fmr:g}; {liveness}; {entrance.status}"
        )
        self.core = Core(
            FacePipeline(
                networks.detector,
                networks.recogniser,
                networks.model.card.preprocessing,
                PipelineOptions(settled_looks=policy.max_looks, min_quality=policy.min_quality),
            ),
            index.current,
            policy_for,
            clock,
            admission=admission,
            trail=self.trail,
            claim_policy=GalleryPolicy(networks.model, claim_settings(settings)),
            gate=settings.ui.gate,
            model=networks.model.card.digest,
            liveness="off",
            status=f"{networks.running}; {liveness}",  # on a screen in the street: no threshold
            let_in=let_in,
            numbers=entrance.numbers,
            passage_seconds=settings.policy.passage_seconds,
            report_duress=self._report(settings.policy, entrance),
        )
        begun = {
            "event": "start",
            "source": reader.description,
            "live": reader.live,
            "model": networks.model.card.digest,
        }
        self.trail.commit(Record("start", {**begun, "threshold": policy.threshold, "fmr": policy.fmr}))
        saw(home, "gallery", snapshot.revision)
        saw(home, "access", access.revision)
        self.core.screen.beside = entrance.beside

    def close(self) -> None:
        """Stop following the gallery and the rules; write what the audit log still waits for."""
        self._stack.close()

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
