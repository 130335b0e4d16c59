"""A real gate's folder with its keys in a file, and administrators of every kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gate.access.rules.accounts import Account, Role
from gate.auditing import open_audit
from gate.gallery.types import Consent, Person, Sample
from gate.home import Home
from gate.settings import Settings
from gate.vault import make_keys, open_gallery
from gate.vision.types import Template

CHIEF = Account("Aino", frozenset(Role))
MANAGER = Account("Meri", frozenset({Role.MANAGE}))
ENROLLER = Account("Eero", frozenset({Role.ENROL}))
AUDITOR = Account("Outi", frozenset({Role.AUDIT}))
SPACE = "5" * 64
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=timezone.utc)

Enrol = Callable[[Sequence[str]], list[Person]]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home", tmp_path / "models")
    made.path.mkdir()
    make_keys(made, Settings(), "file")
    return made


@pytest.fixture
def enrol(home: Home) -> Enrol:
    """Enrols people by name, each with two templates."""

    def put(names: Sequence[str]) -> list[Person]:
        people = []
        with open_gallery(home, Settings(), template_space=SPACE) as gallery, gallery.transaction():
            for place, name in enumerate(names):
                vector = np.random.default_rng(place).normal(size=16)
                vector = (vector / np.linalg.norm(vector)).astype(np.float32)
                samples = [Sample(Template(vector, SPACE, quality), "e" * 64, "camera") for quality in (0.6, 0.8)]
                people.append(gallery.add(name, samples, Consent("v3", "Eero", NOW)))
        return people

    return put


def rows(home: Home) -> list[dict[str, Any]]:
    """Everything in the audit log that somebody did."""
    with open_audit(home, read_only=True) as log:
        return [row.fields for row in log.rows() if row.fields["kind"] != "revision"]
