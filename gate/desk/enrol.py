"""Enrolling people: what the wizard asks of a gate. Only `EnrolCalls.store` stores, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Protocol

from gate.access.rules.accounts import Account
from gate.desk.enrol_sitting import Pose, Watch
from gate.desk.people import Choice
from gate.gallery.types import Sample


@dataclass(frozen=True)
class Identity:
    """Who is to be enrolled."""

    name: str
    """As typed."""
    badge: str = ""
    """Number; empty: none."""
    expires: date | None = None
    """The day on which the person is removed."""
    groups: frozenset[str] = frozenset()
    """Ids of those that they are in from the start."""


@dataclass(frozen=True)
class Problem:
    """Why somebody can't be enrolled as they are described."""

    field: str
    """`name`, `badge` or `expires`; empty: it is about the gate."""
    text: str
    """One sentence."""


@dataclass(frozen=True)
class ConsentText:
    """What a person is asked to agree to."""

    version: str
    text: str
    """Empty: the program's own, in the language of the screen."""


@dataclass(frozen=True)
class Signature:
    """A consent that was read and signed on the screen: without one nothing is captured."""

    version: str
    text: str
    """As it was shown; empty: it was signed elsewhere, on paper."""
    signed: datetime
    """Aware, UTC."""

    @property
    def recorded(self) -> str:
        """What is written beside the templates."""
        return f"{self.version} (signed on screen)" if self.text else self.version


@dataclass(frozen=True, eq=False)
class Shot:
    """One picture that was taken: only its template is left."""

    sample: Sample
    pose: Pose | None
    """None: it comes from a photograph."""


class FindingKind(str, Enum):
    """What speaks against enrolling somebody."""

    ALREADY = "already"
    """Most pictures match somebody enrolled: it is probably the same person."""
    LOOKALIKE = "lookalike"
    """Some picture matches somebody else: the gate could take one for the other."""
    REFUSED = "refused"
    """A picture is too poor, or not the same person's as the others."""


@dataclass(frozen=True)
class Finding:
    """One thing that was found."""

    kind: FindingKind
    name: str = ""
    """Of the person enrolled."""
    cosine: float = 0.0
    """The highest."""
    threshold: float = 0.0
    """From which the gate would let one in as the other."""
    text: str = ""
    """One sentence, of a refusal."""

    @property
    def blocks(self) -> bool:
        """Whether no administrator can overrule it."""
        return self.kind is FindingKind.REFUSED


@dataclass(frozen=True, eq=False)
class Draft:
    """Everything that is to be stored, together."""

    identity: Identity
    signature: Signature
    shots: tuple[Shot, ...]
    two_people: bool = False
    """The administrator has looked at both: they are two people who look alike."""
    again: bool = False
    """For somebody known who has no template of the model in use."""


@dataclass(frozen=True)
class Enrolled:
    """Who is stored now."""

    person: str
    """Id."""
    name: str
    templates: int


@dataclass(frozen=True)
class Recognition:
    """What the gate makes of the person's face."""

    recognised: bool
    cosine: float = 0.0
    threshold: float = 0.0
    name: str = ""
    """Who else it was taken for."""


@dataclass(frozen=True)
class Progress:
    """How far a long call is."""

    done: int
    total: int
    name: str = ""


@dataclass(frozen=True)
class BatchLine:
    """What came of one line of a list."""

    line: int
    """In the file, the heading being 1."""
    name: str
    problem: str = ""
    """Empty: enrolled."""


@dataclass(frozen=True)
class BatchReport:
    """What came of a list."""

    lines: tuple[BatchLine, ...]
    file: Path | None = None
    """Where the report was written; None: it could not be."""

    @property
    def enrolled(self) -> int:
        """How many."""
        return sum(not line.problem for line in self.lines)


@dataclass(frozen=True)
class Remaining:
    """Whom the model in use does not know yet."""

    model: str
    """Its name."""
    people: int
    """Enrolled, all together."""
    left: tuple[str, ...] = field(default=())
    """Names of those without a template of this model."""
    other_model: bool = False
    """The templates that are stored are another model's: they are replaced all together, from photographs."""


class EnrolCalls(Protocol):
    """What the wizard asks.

    Raises, each call: AccessError where the role *enrol* is missing; GalleryError, ModelError, SettingsError where the
    gate can't enrol; AuditError where what is to be recorded can't be: nothing is done then.
    """

    def consent(self, by: Account) -> ConsentText:
        """The text to be signed."""
        ...

    def check(self, identity: Identity, by: Account, *, again: bool = False) -> tuple[Problem, ...]:
        """Everything that is wrong with a description; none: they can be enrolled.

        Args:
            identity: As typed.
            by: Who enrols.
            again: They are known, and have no template of the model in use.
        """
        ...

    def groups(self, by: Account) -> tuple[Choice, ...]:
        """Those that somebody may be put into; with none chosen they pass nowhere, if there are any."""
        ...

    def capture(self, signature: Signature, poses: Sequence[Pose], watch: Watch, by: Account) -> tuple[Shot, ...]:
        """Take pictures by themselves, one for each pose; empty when nobody waits any more.

        Raises:
            CaptureError: there is no camera, or it stayed away.
        """
        ...

    def photographs(self, signature: Signature, folder: Path, by: Account) -> tuple[Shot, ...]:
        """One shot from each photograph of a folder.

        Raises:
            GalleryError: there is none, or one shows no face, several, or a poor one.
            ImageError: a file is no usable image.
        """
        ...

    def judge(self, draft: Draft, by: Account) -> tuple[Finding, ...]:
        """What speaks against storing it; nothing is changed."""
        ...

    def store(self, draft: Draft, by: Account) -> Enrolled:
        """Store person, consent, templates, badge and groups, all or nothing; the gate knows them within a second.

        Raises:
            GalleryError, AccessError: something speaks against it after all, or it can't be written.
        """
        ...

    def recognise(self, person: str, watch: Watch, by: Account) -> Recognition:
        """Let the camera try whether the gate recognises somebody, for some seconds."""
        ...

    def batch(self, file: Path, watch: Watch, by: Account) -> BatchReport:
        """Enrol everybody on a list (CSV: name, photographs, consent, badge, expires), each of them or not at all.

        Raises:
            GalleryError: the file is no such list.
        """
        ...

    def remaining(self, by: Account) -> Remaining:
        """Whom the model in use does not know."""
        ...

    def again(self, folder: Path, without_missing: bool, by: Account) -> Remaining:
        """Replace everybody's templates by the model in use, from a folder with a sub-folder for each person.

        Raises:
            GalleryError: photographs are missing (unless that is allowed), or one is refused; nothing has changed.
        """
        ...
