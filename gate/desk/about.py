"""Which program and which models these are, and what their licences and limits say."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

from engines.registry import Model, resolve
from gate.home import Home
from gate.settings import read_settings


@dataclass(frozen=True)
class ModelFacts:
    """One model, from its card."""

    kind: str
    """`detector`, `recogniser`, …"""
    name: str
    digest: str
    """SHA-256 of the file, 64 hexadecimal digits."""
    licence: str
    source: str
    limits: str
    """What it can't do, or may not be used for."""


@dataclass(frozen=True)
class About:
    """The program and its models."""

    version: str
    licence: str
    models: tuple[ModelFacts, ...]


class AboutCalls(Protocol):
    """What the page About asks."""

    def about(self) -> About:
        """The facts as they are now.

        Raises:
            ModelError: a model can't be found or does not agree with its card.
            SettingsError: the settings can't be used.
        """
        ...


class HomeAbout:
    """Answers from a gate's folder."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def about(self) -> About:
        """See `AboutCalls`."""
        settings = read_settings(self._home.settings)
        detector = resolve(settings.models.detector, kind="detector", cache=self._home.models)
        recogniser = resolve(settings.recognition.model, kind="recogniser", cache=self._home.models)
        return About(program_version(), "Apache-2.0", (_facts(detector), _facts(recogniser)))


def program_version() -> str:
    """MaskGate's version; `unknown` where it is not installed as a package."""
    try:
        return version("maskgate")
    except PackageNotFoundError:
        return "unknown"


def _facts(model: Model) -> ModelFacts:
    card = model.card
    return ModelFacts(card.kind, card.name, card.digest, card.licence, card.source, card.limits)
