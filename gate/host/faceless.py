"""What stands where the networks would be while a model is missing: nothing that lets a face in."""

from __future__ import annotations

from dataclasses import dataclass

from engines.errors import ModelError
from gate.access.decision import Policy
from gate.gallery.gallery import Gallery
from gate.gallery.index import Index
from gate.vision.pipeline import Scene, WantsLook
from gate.vision.types import Image


@dataclass(frozen=True)
class NoNetworks:
    """Networks that could not be opened."""

    problem: str
    """One sentence."""


class NoPipeline:
    """A pipeline that fails at every picture, so that the gate is degraded and says so."""

    def __init__(self, problem: str) -> None:
        self._problem = problem

    def process(
        self,
        image: Image,  # noqa: ARG002
        time: float,  # noqa: ARG002
        wants_look: WantsLook | None = None,  # noqa: ARG002
        *,
        judging: bool = False,  # noqa: ARG002
    ) -> Scene:
        """See nobody.

        Raises:
            ModelError: always.
        """
        raise ModelError(self._problem)

    def probe(self) -> None:
        """Fail.

        Raises:
            ModelError: always.
        """
        raise ModelError(self._problem)


def no_face_policy(index: Index) -> Policy:
    """The strictest policy there can be; decisions by badge or PIN carry its threshold."""
    return Policy(template_space=index.template_space, threshold=1.0, fmr=1e-12, cell="unmasked-unmasked")


def space_of(gallery: Gallery) -> str:
    """Which model the templates were made with, as the gallery itself says; "none" where nobody is enrolled."""
    found = (record.template_space for person in gallery.people() for record in gallery.records(person))
    return next(found, "none")
