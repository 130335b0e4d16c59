"""What the gallery takes in and hands out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from gate.gallery.errors import GalleryError
from gate.vision.types import Template


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
