"""A gallery of 100,000 templates, on the clock of the processor: others use the machine too."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from gate.gallery.gallery import Gallery
from gate.gallery.keys.key_file import FileLock
from gate.gallery.keys.keyring import Keyring
from gate.gallery.sealed_store import SealedStore
from gate.gallery.store import Place
from gate.gallery.types import Consent

SPACE = "5" * 64
PEOPLE, EACH, DIM = 20_000, 5, 128


def _fill(gallery: Gallery, consent: Consent) -> None:
    """The rows that 20,000 enrolments would leave, in one transaction."""
    ledger, given = gallery.ledger, consent.given.isoformat()
    ids = [f"00000000-0000-4000-8000-{number:012d}" for number in range(PEOPLE)]
    vectors = np.random.default_rng(0).normal(size=(PEOPLE, EACH, DIM)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=2, keepdims=True)
    with gallery.transaction():
        revision, generation = ledger.bump(), ledger.generation
        ledger.store.admit(ids, generation)
        templates = []
        for number, person in enumerate(ids):
            for image in range(EACH):
                at = Place(person, f"{person}-{image}", SPACE, revision)
                blob = ledger.store.encode(vectors[number, image], at, generation)
                row = (at.template, person, blob, DIM, "e" * 64, SPACE, 0.8, "x.jpg", revision, given, "unknown", None)
                templates.append(row)
        people = [(person, f"P {n}", f"p {n}", given, None, 0) for n, person in enumerate(ids)]
        consents = [(person, person, "v1", "op", given, "access control") for person in ids]
        for table, rows in (("people", people), ("consents", consents), ("templates", templates)):
            marks = ", ".join("?" * len(rows[0]))
            gallery._db._db.conn.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


@pytest.mark.slow
def test_a_hundred_thousand_templates(tmp_path: Path, consent: Consent) -> None:
    lock = FileLock(tmp_path / "key")
    store = SealedStore(Keyring.create(tmp_path / "keys", lock, label="file", created=consent.given))
    path = tmp_path / "gallery.db"
    with Gallery.open(path, template_space=SPACE, store=store) as gallery:
        _fill(gallery, consent)

    spent = []
    for _ in range(3):  # a neighbour on the same core slows the processor down, too: the best one counts
        start = time.process_time()
        fresh = SealedStore(Keyring.unlock(tmp_path / "keys", [lock]))
        with Gallery.open(path, template_space=SPACE, store=fresh, read_only=True) as gallery:
            index = gallery.index()
        spent.append(time.process_time() - start)
        assert len(index) == PEOPLE
    print(f"unlock, open, unseal and index 100,000 templates: {min(spent):.2f} s of CPU")
    assert min(spent) < 5.0  # 3 s beside two other processes
