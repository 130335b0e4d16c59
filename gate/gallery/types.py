"""What the gallery takes in and hands out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from engines.operating_point import Mask
from gate.gallery.errors import GalleryError
from gate.vision.types import Template, Vector


@dataclass(frozen=True)
class Consent:
    """A person's agreement: no template is stored without one (law 8)."""

    text: str
    """The text agreed to, or its version."""
    operator: str
    """Who recorded it."""
    given: datetime
    """Aware, UTC."""
    purpose: str = "access control"
    """What the templates may be used for."""

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise GalleryError("nobody is enrolled without consent: name the text or its version with --consent")
        if not self.operator.strip():
            raise GalleryError("consent needs the name of the operator who recorded it")
        if not self.purpose.strip():
            raise GalleryError("consent is given for a purpose: name it with --purpose")


@dataclass(frozen=True, eq=False)
class Sample:
    """A template on its way into the gallery, and where it comes from."""

    template: Template
    model: str
    """SHA-256 of the model file that made it."""
    source: str
    """What it was made from, for the people who look after the gallery: "anna.jpg", "camera"."""
    mask: Mask | None = None
    """What the person wears; None: unknown, which takes the strictest threshold."""


class RollLine(NamedTuple):
    """A person in a long list."""

    id: str
    name: str
    templates: int
    """All that are stored."""
    quality: float | None
    """Of the best one in use; None: there is none."""
    seen: str | None
    """Day on which they were let in last, ISO 8601; None: never."""


@dataclass(frozen=True)
class Person:
    """One enrolled person."""

    id: str
    """UUID: stays the same on every gate of a site."""
    name: str
    created: datetime
    """Aware, UTC."""
    templates: int
    """How many are stored."""
    expires: date | None = None
    """The day on which the person is removed."""


@dataclass(frozen=True)
class TemplateRecord:
    """What is known about a stored template, without the template."""

    id: str
    template_space: str
    model: str
    quality: float
    source: str
    created: datetime
    mask: Mask | None
    """None: unknown."""
    aside: str | None
    """Why it is set aside, and compared with nobody; None: it is in use."""


@dataclass(frozen=True, eq=False)
class Stored:
    """A template in use, as the search index and the gallery check need it."""

    id: str
    person: str
    """Person id."""
    mask: Mask | None
    source: str
    vector: Vector


@dataclass(frozen=True)
class Lookalike:
    """Two people, known to be two, whom their faces hardly tell apart; in either order the same pair."""

    first: str
    """Person id."""
    second: str
    extra_margin: float
    """Cosine; how much more lead either of them needs over the other than over anybody else."""
    second_factor: bool
    """True: no lead is enough without something besides the face."""

    def __post_init__(self) -> None:
        if not 0 <= self.extra_margin <= 2:
            raise GalleryError(f"an extra margin of {self.extra_margin:g} is none: it lies between 0 and 2")
        if self.first == self.second:
            raise GalleryError("nobody is their own look-alike")


@dataclass(frozen=True)
class Receipt:
    """What a removal did, and that it was looked for afterwards."""

    person: str
    """The id; the name is not kept."""
    templates: int
    consents: int
    revision: int
    """Of the gallery, without the person."""
    searched: tuple[str, ...]
    """Files in which neither the person's id nor any template's is left."""
