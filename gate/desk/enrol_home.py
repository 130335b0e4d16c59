"""Enrolment at a gate's folder: camera, networks, gallery, badge and audit log, for `EnrolCalls`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from gate.access.rules.accounts import Account, Role
from gate.auditing import action_record, open_audit
from gate.capture.reader import open_source
from gate.capture.types import FrameReader
from gate.clock import Clock, ManualClock, SystemClock
from gate.desk.acting import demand, record
from gate.desk.enrol import (
    BatchReport,
    ConsentText,
    Draft,
    Enrolled,
    Finding,
    Identity,
    Problem,
    Recognition,
    Remaining,
    Shot,
    Signature,
)
from gate.desk.enrol_batch import read_list, run_list
from gate.desk.enrol_camera import sit_for, try_face
from gate.desk.enrol_judge import findings, problem_of
from gate.desk.enrol_rights import badge_problem, give_rights, take_rights
from gate.desk.enrol_sitting import Pose, Watch
from gate.desk.people import Choice
from gate.enrolment import enrol_rules, photographs_by_person, reenrol
from gate.gallery.enrol import EnrolRules, enrol
from gate.gallery.errors import GalleryError
from gate.gallery.gallery import Gallery
from gate.gallery.names import tidy_name
from gate.gallery.types import Sample
from gate.home import Home
from gate.networks import Networks, open_networks
from gate.photos import samples_for_enrolment
from gate.settings import Settings, read_settings
from gate.thresholds import GalleryPolicy
from gate.vault import open_gallery
from gate.witness import open_access

PICTURES = {".jpg", ".jpeg", ".png", ".bmp", ".webp"}
"""Endings of photographs."""


class HomeEnrol:
    """Answers from a gate's folder. The networks are opened once and lent to one call at a time."""

    def __init__(
        self, home: Home, clock: Clock | None = None, camera: Callable[[Settings], FrameReader] | None = None
    ) -> None:
        """Open nothing yet.

        Args:
            home: The gate's folder.
            clock: Of days and consents.
            camera: Opens the camera; None: the one in the settings.
        """
        self._home = home
        self._clock = clock or SystemClock()
        self._camera = camera or (lambda settings: open_source(settings.camera.source))
        self._lent = threading.Lock()
        self._networks: tuple[object, Networks] | None = None

    def consent(self, by: Account) -> ConsentText:
        """See `EnrolCalls`."""
        demand(by, Role.ENROL)
        privacy = read_settings(self._home.settings).privacy
        return ConsentText(privacy.consent_version, privacy.consent_text)

    def check(self, identity: Identity, by: Account, *, again: bool = False) -> tuple[Problem, ...]:
        """See `EnrolCalls`."""
        demand(by, Role.ENROL)
        settings = read_settings(self._home.settings)
        problems: list[Problem] = []
        try:
            tidy_name(identity.name)
        except GalleryError as error:
            problems.append(problem_of("name", error))
        if identity.expires is not None and identity.expires <= self._clock.utc().date():
            problems.append(Problem("expires", f"{identity.expires} is over: choose a day to come"))
        with self._borrowed(settings) as networks:
            space = networks.recogniser.template_space
        try:
            with open_gallery(self._home, settings, template_space=space) as gallery:
                known = None if problems else gallery.find(identity.name)
                if known and not again:
                    problems.append(Problem("name", "somebody of this name is enrolled already"))
                if identity.badge:
                    problems += badge_problem(self._home, identity.badge, gallery)
        except GalleryError as error:
            problems.append(problem_of("", error))
        return tuple(problems)

    def groups(self, by: Account) -> tuple[Choice, ...]:
        """See `EnrolCalls`."""
        demand(by, Role.ENROL)
        if not self._home.access.exists():
            return ()
        with open_access(self._home, read_only=True) as access:
            return tuple(Choice(group.id, group.name) for group in access.rules.rulebook().groups.values())

    def capture(self, signature: Signature, poses: Sequence[Pose], watch: Watch, by: Account) -> tuple[Shot, ...]:
        """See `EnrolCalls`."""
        record(self._home, by, Role.ENROL, "admin", "capture", consent=signature.version)
        settings = read_settings(self._home.settings)
        with self._borrowed(settings) as networks, self._camera(settings) as reader:
            return sit_for(poses, reader, networks, settings.recognition.enrol_quality, watch)

    def photographs(self, signature: Signature, folder: Path, by: Account) -> tuple[Shot, ...]:
        """See `EnrolCalls`."""
        record(self._home, by, Role.ENROL, "admin", "photographs", consent=signature.version)
        settings = read_settings(self._home.settings)
        with self._borrowed(settings) as networks:
            samples = samples_for_enrolment(pictures_in(folder), networks)
        return tuple(Shot(sample, None) for sample in samples)

    def judge(self, draft: Draft, by: Account) -> tuple[Finding, ...]:
        """See `EnrolCalls`."""
        demand(by, Role.ENROL)
        settings = read_settings(self._home.settings)
        samples = [shot.sample for shot in draft.shots]
        with self._borrowed(settings) as networks, self._gallery(settings, networks) as gallery:
            rules = _rules(gallery, draft, samples, networks, settings)
            return findings(samples, gallery.index(), rules, but=_known(gallery, draft))

    def store(self, draft: Draft, by: Account) -> Enrolled:
        """See `EnrolCalls`.

        Person, consent and templates are one transaction of the gallery. Badge, groups and audit row are written just
        before it is made for good; if that fails they are taken back. A process killed in between leaves a badge of
        nobody, which opens nothing and gives way to whoever is given that number next.
        """
        demand(by, Role.ENROL)
        settings = read_settings(self._home.settings)
        identity, samples = draft.identity, [shot.sample for shot in draft.shots]
        given: tuple[str, str] | None = None
        try:
            with (
                self._borrowed(settings) as networks,
                self._gallery(settings, networks) as gallery,
                gallery.transaction(),
            ):
                person = enrol(
                    gallery,
                    identity.name,
                    samples,
                    consent=draft.signature.recorded,
                    operator=by.name,
                    rules=_rules(gallery, draft, samples, networks, settings),
                    clock=ManualClock(draft.signature.signed),  # consent was given when it was signed
                    expires=identity.expires,
                    add=draft.again,
                    allow_lookalike=draft.two_people,
                )
                if identity.badge or identity.groups:
                    given = person.id, give_rights(self._home, person.id, identity, gallery)
                self._note(by, "enrol", person.id, len(samples), draft)
        except BaseException:
            if given:
                take_rights(self._home, *given, known=draft.again)
            raise
        return Enrolled(person.id, person.name, person.templates)

    def recognise(self, person: str, watch: Watch, by: Account) -> Recognition:
        """See `EnrolCalls`."""
        demand(by, Role.ENROL)
        settings = read_settings(self._home.settings)
        with self._borrowed(settings) as networks, self._camera(settings) as reader:
            with self._gallery(settings, networks, read_only=True) as gallery:
                index = gallery.index()
            return try_face(person, index, GalleryPolicy(networks.model, settings)(index), reader, networks, watch)

    def batch(self, file: Path, watch: Watch, by: Account) -> BatchReport:
        """See `EnrolCalls`."""
        demand(by, Role.ENROL)
        now = self._clock.utc()

        def enrol_one(identity: Identity, photographs: Sequence[Path], consent: str) -> None:
            problems = self.check(identity, by)
            if problems:
                raise GalleryError(problems[0].text)
            shots = self._photographs(photographs)
            self.store(Draft(identity, Signature(consent, "", now), shots), by)

        return run_list(read_list(file), enrol_one, watch, report=file.with_name(f"{file.stem}-report.csv"))

    def remaining(self, by: Account) -> Remaining:
        """See `EnrolCalls`."""
        demand(by, Role.ENROL)
        settings = read_settings(self._home.settings)
        with self._borrowed(settings) as networks:
            space, model = networks.recogniser.template_space, networks.model.card.name
        if not self._home.gallery.exists():
            return Remaining(model, 0)
        with open_gallery(self._home, settings, template_space=None, read_only=True) as gallery:
            people = gallery.people()
            spaces = {person.id: {one.template_space for one in gallery.records(person)} for person in people}
        left = tuple(person.name for person in people if space not in spaces[person.id])
        return Remaining(model, len(people), left, any(found - {space} for found in spaces.values()))

    def again(self, folder: Path, without_missing: bool, by: Account) -> Remaining:
        """See `EnrolCalls`."""
        demand(by, Role.ENROL)
        settings = read_settings(self._home.settings)
        opened = open_gallery(self._home, settings, template_space=None)
        with self._borrowed(settings) as networks, opened as gallery:
            found, left = photographs_by_person(gallery, folder)
            if left and not without_missing:
                names = ", ".join(person.name for person in left)
                raise GalleryError(f"no photographs for: {names}; add them, or go on without these people")
            digest = networks.model.card.digest
            record(self._home, by, Role.ENROL, "admin", "reenrol", people=len(found), model=digest)
            reenrol(gallery, found, networks, settings, self._clock)
        return self.remaining(by)

    @contextmanager
    def _borrowed(self, settings: Settings) -> Iterator[Networks]:
        """The networks that the settings name now, for one thread at a time."""
        with self._lent:
            wanted = (settings.models, settings.recognition.model)
            if self._networks is None or self._networks[0] != wanted:
                self._networks = wanted, open_networks(settings, self._home)
            yield self._networks[1]

    def _gallery(self, settings: Settings, networks: Networks, *, read_only: bool = False) -> Gallery:
        space = networks.recogniser.template_space
        return open_gallery(self._home, settings, template_space=space, read_only=read_only)

    def _photographs(self, paths: Sequence[Path]) -> tuple[Shot, ...]:
        with self._borrowed(read_settings(self._home.settings)) as networks:
            return tuple(Shot(sample, None) for sample in samples_for_enrolment(paths, networks))

    def _note(self, by: Account, action: str, person: str, templates: int, draft: Draft) -> None:
        signature, groups = draft.signature, sorted(draft.identity.groups)
        digest = sha256(signature.text.encode()).hexdigest()
        details = {"templates": templates, "consent": signature.version, "consent_digest": digest, "groups": groups}
        with open_audit(self._home) as log:
            log.append(action_record("admin", action, subject=person, actor=by.name, **details))


def pictures_in(folder: Path) -> list[Path]:
    """The photographs of a folder, by name.

    Raises:
        GalleryError: there is no such folder, or none in it.
    """
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURES)
    except OSError as error:
        raise GalleryError(f"the folder {folder} can't be read: {error.strerror}") from None
    if not found:
        raise GalleryError(f"there is no photograph in {folder}: {', '.join(sorted(PICTURES))} are looked for")
    return found


def _known(gallery: Gallery, draft: Draft) -> str | None:
    person = gallery.find(draft.identity.name) if draft.again else None
    return person.id if person else None


def _rules(
    gallery: Gallery, draft: Draft, samples: Sequence[Sample], networks: Networks, settings: Settings
) -> EnrolRules:
    """By the thresholds that hold once they are stored."""
    references = set(gallery.index().references)
    new = {(_known(gallery, draft) or "", sample.mask) for sample in samples} - references
    return enrol_rules(networks.model, settings, comparisons=len(references) + len(new))
